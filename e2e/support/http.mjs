// Requests that no browser sends: forms by hand, cut short, or with names that are an attack.

import { randomUUID } from "node:crypto";

const field = (text) => (Buffer.isBuffer(text) ? text : Buffer.from(String(text)));

/**
 * The body of a form with files, byte for byte as given.
 * Each part is `[name, text or Buffer]` or `[name, { name, mimeType, buffer }]`.
 */
export const multipart = (parts, { closed = true } = {}) => {
  const boundary = `----form${randomUUID()}`;
  const pieces = parts.flatMap(([name, value]) => {
    const isFile = value !== null && typeof value === "object" && !Buffer.isBuffer(value);
    const disposition = isFile ? `; filename="${value.name}"\r\nContent-Type: ${value.mimeType}` : "";
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${disposition}\r\n\r\n`;
    return [Buffer.from(head), isFile ? value.buffer : field(value), Buffer.from("\r\n")];
  });
  if (closed) pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(pieces), headers: { "content-type": `multipart/form-data; boundary=${boundary}` } };
};

export const urlencoded = (fields) => ({
  body: new URLSearchParams(fields).toString(),
  headers: { "content-type": "application/x-www-form-urlencoded" },
});

/** A fresh submission id, as the server writes them into its forms. */
export const submission = () => randomUUID();

/** One request; redirects are answers. */
export const request = async (url, { method = "GET", cookie = "", headers = {}, body } = {}) => {
  const response = await fetch(url, { method, body, redirect: "manual", headers: { ...(cookie && { cookie }), ...headers } });
  const content = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: response.headers,
    location: response.headers.get("location"),
    bytes: content,
    text: content.toString("utf8"),
  };
};
