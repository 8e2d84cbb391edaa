//! Prepares what browsers fetch: one stylesheet, one script, the icons; each compressed once, here, and named by its
//! content, so that it can be cached for ever.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

/// The order of the stylesheet. Layers decide what wins; this order only keeps the file readable.
const STYLES: [&str; 4] = ["tokens.css", "base.css", "layout.css", "utilities.css"];
/// Scripts that a page fetches when it wants them, each a module of its own.
const LAZY: &str = "js-lazy";
const STYLE_FOLDERS: [&str; 2] = ["components", "pages"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?);
    let assets = Path::new("assets");

    let mut table = String::from("/// Every asset.\npub(crate) static ALL: &[Asset] = &[\n");
    let served = [
        ("app.css", "text/css; charset=utf-8", stylesheet(&assets.join("css"))?),
        ("app.js", "text/javascript; charset=utf-8", script(&assets.join("js"))?),
        (
            "dialogs.js",
            "text/javascript; charset=utf-8",
            plain_script(&assets.join(LAZY).join("dialogs.js"))?,
        ),
        ("sw.js", "text/javascript; charset=utf-8", plain_script(&assets.join(LAZY).join("sw.js"))?),
        (
            "speculation.json",
            "application/speculationrules+json",
            fs::read_to_string(assets.join("speculation.json"))?,
        ),
        ("favicon.svg", "image/svg+xml", fs::read_to_string(assets.join("favicon.svg"))?),
    ];
    for (name, kind, content) in served {
        table.push_str(&asset(&out, name, kind, content.as_bytes())?);
    }
    table.push_str("];\n");
    fs::write(out.join("assets.rs"), table)?;
    fs::write(out.join("icons.rs"), icons(&assets.join("icons"))?)
}

/// All style files as one, with comments and indentation left out.
fn stylesheet(folder: &Path) -> io::Result<String> {
    let mut files: Vec<PathBuf> = STYLES.iter().map(|name| folder.join(name)).collect();
    for name in STYLE_FOLDERS {
        files.extend(sorted(&folder.join(name))?);
    }
    let mut css = String::from("@layer reset,tokens,base,layout,components,pages,utilities;\n");
    for file in files {
        css.push_str(&squeeze_css(&fs::read_to_string(file)?));
    }
    Ok(css)
}

/// Drops comments and the blanks that mean nothing; the compressor does the rest. No string of ours holds what is dropped.
fn squeeze_css(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        plain.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    plain.push_str(rest);
    let mut css = lines(&plain);
    for (loose, tight) in [
        (";\n", ";"),
        ("{\n", "{"),
        (",\n", ","),
        ("}\n", "}"),
        (" { ", "{"),
        (" {", "{"),
        ("; ", ";"),
        (";}", "}"),
        (" }", "}"),
        (": ", ":"),
        (", ", ","),
        (" > ", ">"),
    ] {
        css = css.replace(loose, tight);
    }
    css
}

/// The modules as one: each is a block of its own, so that names stay apart without a bundler.
fn script(folder: &Path) -> io::Result<String> {
    let mut js = String::new();
    for file in sorted(folder)? {
        let _ = writeln!(js, "{{\n{}}}", plain_script(&file)?);
    }
    Ok(js)
}

/// One script, without the lines that are comments.
fn plain_script(file: &Path) -> io::Result<String> {
    let text = fs::read_to_string(file)?;
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    Ok(lines(&code.join("\n")))
}

fn lines(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).fold(String::new(), |mut all, line| {
        all.push_str(line);
        all.push('\n');
        all
    })
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// Writes one asset three times (plain, gzip, brotli) and returns its line of the table.
fn asset(out: &Path, name: &str, kind: &str, content: &[u8]) -> io::Result<String> {
    let hash = Sha256::digest(content).iter().take(6).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let (stem, ending) = name.split_once('.').ok_or_else(|| io::Error::other("an asset has an ending"))?;

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(content)?;
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut brotli, &brotli::enc::BrotliEncoderParams::default())?;

    let path = |suffix: &str| out.join(format!("{name}{suffix}"));
    fs::write(path(""), content)?;
    fs::write(path(".gz"), gzip.finish()?)?;
    fs::write(path(".br"), brotli)?;
    let include = |suffix: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}{suffix}\"))");
    Ok(format!(
        "Asset {{ name: {name:?}, url: \"/assets/{stem}.{hash}.{ending}\", kind: {kind:?}, \
         plain: {}, gzip: {}, brotli: {} }},\n",
        include(""),
        include(".gz"),
        include(".br")
    ))
}

/// One constant per drawing, so that a missing icon is a compile error.
fn icons(folder: &Path) -> io::Result<String> {
    let mut code = String::new();
    for file in sorted(folder)? {
        let text = fs::read_to_string(&file)?;
        let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let drawing = text
            .split_once('>')
            .and_then(|(_, rest)| rest.rsplit_once("</svg>"))
            .map(|(drawing, _)| drawing)
            .ok_or_else(|| io::Error::other(format!("{name}.svg is not one svg element")))?;
        let svg = format!(
            "<svg class=\"icon\" viewBox=\"0 0 24 24\" width=\"16\" height=\"16\" aria-hidden=\"true\">{drawing}</svg>"
        );
        let constant = name.replace('-', "_").to_uppercase();
        let _ = writeln!(
            code,
            "/// The drawing in `assets/icons/{name}.svg`.\npub const {constant}: Icon = Icon({svg:?});"
        );
    }
    Ok(code)
}
