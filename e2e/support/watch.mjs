// Fails a test on what a person does not see and a developer does: console errors, uncaught errors, breaches of the
// content policy, answers of 500 and above, and parts of a page that do not load.

// Chromium's line about any answer of 400 and above. Which of them are wrong is told from the answers themselves.
const ANSWERED = /^Failed to load resource: the server responded with a status of/;

// What Playwright itself runs in every document to keep workers out fails in one that is sandboxed, as our files are.
const ITS_OWN = /Service worker is disabled because the context is sandboxed/;

// A browser asks for an icon by itself. From a sandboxed document, which has no origin, it then refuses the answer.
const ICON = /\/favicon\.ico$/;

export const watch = async (context) => {
  const problems = [];
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`);
    });
  });
  context.on("console", (message) => {
    const [said, { url }] = [message.text(), message.location()];
    const refused = said.includes("ERR_BLOCKED_BY_RESPONSE") && ICON.test(url);
    if (message.type() === "error" && !ANSWERED.test(said) && !refused) problems.push(`console: ${said} (${url})`);
  });
  context.on("weberror", (error) => {
    const said = String(error.error().stack ?? error.error());
    if (!ITS_OWN.test(said)) problems.push(`uncaught: ${said}`);
  });
  context.on("response", (response) => {
    const [status, kind] = [response.status(), response.request().resourceType()];
    const part = !["document", "xhr", "fetch"].includes(kind);
    if (status >= 500 || (part && status >= 400)) problems.push(`${status} for ${kind} ${response.url()}`);
  });
  return problems;
};
