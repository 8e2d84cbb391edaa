// The demo's sign-ins.

export const PEOPLE = {
  affiliate: { email: "affiliate@demo.test", password: "demo-affiliate", home: "/support" },
  other: { email: "other@demo.test", password: "demo-affiliate", home: "/support" },
  manager: { email: "manager@demo.test", password: "demo-manager", home: "/desk" },
  manager2: { email: "manager2@demo.test", password: "demo-manager", home: "/desk" },
  lead: { email: "lead@demo.test", password: "demo-lead", home: "/desk" },
  admin: { email: "admin@demo.test", password: "demo-admin", home: "/desk" },
};

/** Fills in the sign-in page that is open. */
export const fillSignIn = async (page, { email, password }) => {
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
};

/** Signs a person in through the page, and waits until their own panel is there. */
export const signIn = async (page, name) => {
  const person = PEOPLE[name];
  await page.goto("/sign-in");
  await fillSignIn(page, person);
  await page.waitForURL((url) => url.pathname === person.home);
};
