//! A desk with its pages, and browsers that go to it: what every test here is written with.

use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use metrics_exporter_prometheus::PrometheusBuilder;
use scraper::{ElementRef, Html, Selector};
use testkit::{Engine, Kit, Person};
use tower::ServiceExt as _;
use web::{Site, Web};

/// A desk and its pages.
pub(crate) struct House {
    pub(crate) kit: Kit,
    pub(crate) web: Web,
    router: Router,
}

impl House {
    pub(crate) fn new(engine: Engine) -> Self {
        Self::on(Kit::new(engine), "http://desk.test")
    }

    /// A house at this address, on a kit of one's own.
    pub(crate) fn on(kit: Kit, public_url: &str) -> Self {
        let site = Site {
            public_url: public_url.parse().expect("an address"),
            trusted_proxies: vec![],
            name: "Northwind".into(),
            colour: Some("#0a7d55".into()),
            support_email: Some("support@desk.test".into()),
        };
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let web = Web::new(kit.app().clone(), site, metrics);
        web.set_ready(true);
        Self { kit, router: web::router(web.clone()), web }
    }

    /// A browser in which nobody is signed in.
    pub(crate) fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: Mutex::default(), headers: HeaderMap::new() }
    }

    /// A browser in which somebody is signed in.
    pub(crate) fn of(&self, who: &Person) -> Browser {
        let browser = self.browser();
        browser.keep(self.session_cookie(), who.token.as_str());
        browser
    }

    pub(crate) fn session_cookie(&self) -> &'static str {
        if self.web.site().is_https() { "__Host-affdesk" } else { "affdesk" }
    }
}

/// A browser: cookies that it keeps and headers that it sends with everything.
pub(crate) struct Browser {
    router: Router,
    cookies: Mutex<Vec<(String, String)>>,
    headers: HeaderMap,
}

impl Browser {
    /// The same browser, sending one more header.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header");
        self.headers.append(HeaderName::from_static(name), value);
        self
    }

    /// Puts a cookie into the browser.
    pub(crate) fn keep(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().expect("no test panics while it holds the cookies");
        cookies.retain(|(known, _)| known != name);
        if !value.is_empty() {
            cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    /// A cookie that the browser holds.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.cookies.lock().expect("no test panics while it holds the cookies");
        cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        self.send(Method::GET, path, None, Body::empty()).await
    }

    pub(crate) async fn head(&self, path: &str) -> Page {
        self.send(Method::HEAD, path, None, Body::empty()).await
    }

    /// Sends a small form.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = url_encoded(fields);
        self.send(Method::POST, path, Some("application/x-www-form-urlencoded"), Body::from(body)).await
    }

    /// Sends a form with files.
    pub(crate) async fn send_form(&self, path: &str, form: &Multipart) -> Page {
        self.send(Method::POST, path, Some(Multipart::TYPE), Body::from(form.bytes())).await
    }

    /// Sends a form as it stands on a page.
    pub(crate) async fn submit(&self, form: &Form) -> Page {
        if form.multipart {
            return self.send_form(&form.action, &form.encoded()).await;
        }
        let fields: Vec<(&str, &str)> =
            form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(&form.action, &fields).await
    }

    /// Sends anything, keeps the cookies that come back, and follows nothing.
    pub(crate) async fn send(&self, method: Method, path: &str, kind: Option<&str>, body: Body) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        let headers = request.headers_mut().expect("method and path are valid");
        headers.extend(self.headers.clone());
        let jar = {
            let cookies = self.cookies.lock().expect("no test panics while it holds the cookies");
            cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
        };
        if !jar.is_empty() {
            headers.insert(COOKIE, HeaderValue::from_str(&jar).expect("cookies are valid"));
        }
        if let Some(kind) = kind {
            headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).expect("a content type"));
        }
        let request = request.body(body).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(SET_COOKIE) {
            let set = set.to_str().expect("cookies are ASCII");
            let (name, rest) = set.split_once('=').expect("a cookie has a name");
            self.keep(name, rest.split(';').next().unwrap_or(""));
        }
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("the body can be read").to_vec();
        Page { path: path.to_owned(), status: parts.status, headers: parts.headers, bytes }
    }

    /// Follows a redirect.
    pub(crate) async fn follow(&self, page: &Page) -> Page {
        self.get(&page.location()).await
    }
}

fn url_encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// An answer.
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Page {
    /// Checks the status, with the page in the message when it is another one.
    #[track_caller]
    pub(crate) fn is(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}: {:?}\n{}", self.path, self.headers, self.summary());
        self
    }

    fn summary(&self) -> String {
        self.text_of("main").chars().take(2_000).collect()
    }

    pub(crate) fn html(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn dom(&self) -> Html {
        Html::parse_document(&self.html())
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("headers are ASCII"))
    }

    /// Where a redirect leads, without the part after `#`.
    #[track_caller]
    pub(crate) fn location(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{} redirects\n{}", self.path, self.summary());
        let to = self.headers.get(LOCATION).expect("a redirect leads somewhere");
        let to = to.to_str().expect("addresses are ASCII");
        to.split('#').next().unwrap_or(to).to_owned()
    }

    /// The text of the first element that fits, white space made single.
    pub(crate) fn text_of(&self, selector: &str) -> String {
        self.texts(selector).into_iter().next().unwrap_or_default()
    }

    /// The texts of all elements that fit.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let dom = self.dom();
        dom.select(&css(selector)).map(text).collect()
    }

    pub(crate) fn count(&self, selector: &str) -> usize {
        self.dom().select(&css(selector)).count()
    }

    /// The attribute of the first element that fits.
    pub(crate) fn attr(&self, selector: &str, name: &str) -> Option<String> {
        let dom = self.dom();
        dom.select(&css(selector)).next()?.value().attr(name).map(str::to_owned)
    }

    /// The value of a text field, as the browser would send it.
    pub(crate) fn value(&self, name: &str) -> String {
        let dom = self.dom();
        let found = dom.select(&css(&format!("main [name=\"{name}\"]"))).next();
        found.map(|field| value(&field)).unwrap_or_default()
    }

    /// What is wrong with a field: the text that its `aria-describedby` leads to, and that it says so.
    pub(crate) fn error_of(&self, name: &str) -> String {
        let dom = self.dom();
        let fields = css(&format!("main [name=\"{name}\"]:not([type=\"hidden\"])"));
        let bad = dom.select(&fields).find(|field| field.value().attr("aria-invalid") == Some("true"));
        let Some(field) = bad else { return String::new() };
        let ids = field.value().attr("aria-describedby").unwrap_or("").to_owned();
        let error = ids.split_whitespace().find(|id| id.ends_with("-error")).expect("an error is described");
        let element =
            dom.select(&css(&format!("[id=\"{error}\"]"))).next().expect("the description is there");
        assert!(element.value().attr("hidden").is_none(), "the error of {name} is hidden");
        text(element)
    }

    /// A form of the page, filled in as it stands there.
    #[track_caller]
    pub(crate) fn form(&self, action: &str) -> Form {
        let dom = self.dom();
        let form = dom.select(&css("form")).find(|form| form.value().attr("action") == Some(action));
        let form =
            form.unwrap_or_else(|| panic!("{} has no form to {action}\n{}", self.path, self.summary()));
        let mut fields = Vec::new();
        for field in form.select(&css("input[name], select[name], textarea[name]")) {
            let kind = field.value().attr("type").unwrap_or("");
            let skipped = kind == "file" || (kind == "checkbox" && field.value().attr("checked").is_none());
            if !skipped {
                fields.push((field.value().attr("name").unwrap_or("").to_owned(), value(&field)));
            }
        }
        let multipart = form.value().attr("enctype") == Some("multipart/form-data");
        Form { action: action.to_owned(), multipart, fields, files: Vec::new() }
    }
}

fn value(field: &ElementRef<'_>) -> String {
    match field.value().name() {
        // The parser has dropped the line break that follows the tag.
        "textarea" => field.text().collect(),
        "select" => {
            let chosen = field.select(&css("option[selected]")).next();
            let chosen = chosen.or_else(|| field.select(&css("option")).next());
            chosen.and_then(|option| option.value().attr("value")).unwrap_or("").to_owned()
        }
        _ => field.value().attr("value").unwrap_or("").to_owned(),
    }
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn css(selector: &str) -> Selector {
    Selector::parse(selector).expect("a selector")
}

/// A form of a page, to be filled in and sent.
#[derive(Clone)]
pub(crate) struct Form {
    action: String,
    multipart: bool,
    pub(crate) fields: Vec<(String, String)>,
    files: Vec<(String, Vec<u8>)>,
}

impl Form {
    #[track_caller]
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        let field = self.fields.iter_mut().find(|(known, _)| known == name);
        let field = field.unwrap_or_else(|| panic!("the form to {} has no field {name}", self.action));
        value.clone_into(&mut field.1);
        self
    }

    /// Adds what the page does not offer: what a button or a hand brings along.
    pub(crate) fn add(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same form, sent to another address.
    pub(crate) fn to(mut self, action: &str) -> Self {
        action.clone_into(&mut self.action);
        self
    }

    /// Picks a file.
    pub(crate) fn file(mut self, name: &str, bytes: &[u8]) -> Self {
        self.files.push((name.to_owned(), bytes.to_vec()));
        self
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The form as a browser writes it.
    pub(crate) fn encoded(&self) -> Multipart {
        let mut form = Multipart::default();
        for (name, value) in &self.fields {
            // A browser sends line ends as CRLF.
            form = form.text(name, value.replace("\r\n", "\n").replace('\n', "\r\n"));
        }
        if self.files.is_empty() {
            form = form.file("", b"");
        }
        for (name, bytes) in &self.files {
            form = form.file(name, bytes);
        }
        form
    }
}

/// A body of type `multipart/form-data`.
#[derive(Clone, Default)]
pub(crate) struct Multipart(Vec<u8>);

impl Multipart {
    pub(crate) const TYPE: &str = "multipart/form-data; boundary=tested";

    pub(crate) fn text(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"");
        self.part(head.as_bytes(), value.as_ref())
    }

    /// A file of the field `attachment`; quotes and line ends of its name as browsers write them.
    pub(crate) fn file(self, name: &str, bytes: &[u8]) -> Self {
        let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        self.raw_file(name.as_bytes(), bytes)
    }

    /// A file with any bytes for its name.
    pub(crate) fn raw_file(self, name: &[u8], bytes: &[u8]) -> Self {
        let head = b"Content-Disposition: form-data; name=\"attachment\"; filename=\"";
        let head = [&head[..], name, b"\"\r\nContent-Type: application/octet-stream"].concat();
        self.part(&head, bytes)
    }

    /// Any part.
    pub(crate) fn part(mut self, head: &[u8], content: &[u8]) -> Self {
        for piece in [&b"--tested\r\n"[..], head, b"\r\n\r\n", content, b"\r\n"] {
            self.0.extend_from_slice(piece);
        }
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        [&self.0[..], b"--tested--\r\n"].concat()
    }
}
