// Files to attach, made here: real ones of each format, and bad ones.

import * as zlib from "node:zlib";

const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const u16 = (number) => [number & 255, number >> 8];
const u32 = (number) => [...u16(number & 65_535), ...u16(number >>> 16)];
const big32 = (number) => u32(number).reverse();

// `zlib.crc32` is younger than the oldest Node that runs these tests.
const TABLE = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});
const checksum = zlib.crc32 ?? ((data) => {
  let value = 0xffffffff;
  for (const byte of data) value = (value >>> 8) ^ TABLE[(value ^ byte) & 255];
  return (value ^ 0xffffffff) >>> 0;
});

const chunk = (kind, data) => {
  const body = bytes(Buffer.from(kind, "latin1"), data);
  return bytes(big32(data.length), body, big32(checksum(body)));
};

/** A PNG of one colour. */
export const png = (width = 120, height = 80, [red, green, blue] = [52, 120, 246]) => {
  const row = bytes([0], Buffer.concat(Array.from({ length: width }, () => Buffer.from([red, green, blue]))));
  const pixels = zlib.deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const head = bytes(big32(width), big32(height), [8, 2, 0, 0, 0]);
  return bytes([0x89], Buffer.from("PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0)));
};

/** A GIF of one pixel. */
export const gif = () => Buffer.from("R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==", "base64");

/** A GIF of 40 × 30 pixels that turns from red to blue and back. */
export const movingGif = () => {
  // Codes of three bits, cleared so often that they never get longer: clear, pixel, pixel, …, end.
  const codes = Array.from({ length: 1200 }).flatMap((_, index) => (index % 2 ? ["pixel"] : [4, "pixel"]));
  const frame = (colour) => {
    let [bits, held] = [0, 0];
    const data = [];
    for (const code of [...codes, 5]) {
      bits |= (code === "pixel" ? colour : code) << held;
      held += 3;
      while (held >= 8) {
        data.push(bits & 255);
        bits >>= 8;
        held -= 8;
      }
    }
    if (held > 0) data.push(bits & 255);
    const blocks = [];
    for (let at = 0; at < data.length; at += 255) blocks.push(bytes([Math.min(255, data.length - at)], data.slice(at, at + 255)));
    return bytes([0x21, 0xf9, 4, 0], u16(40), [0, 0], [0x2c], u16(0), u16(0), u16(40), u16(30), [0], [2], ...blocks, [0]);
  };
  const palette = [220, 40, 40, 40, 40, 220, 0, 0, 0, 0, 0, 0];
  const repeat = bytes([0x21, 0xff, 11], Buffer.from("NETSCAPE2.0", "latin1"), [3, 1, 0, 0, 0]);
  return bytes(Buffer.from("GIF89a", "latin1"), u16(40), u16(30), [0x91, 0, 0], palette, repeat, frame(0), frame(1), [0x3b]);
};

/** A ZIP with one text in it, not compressed. */
export const zip = (name = "log.txt", text = "click 7f3a lost\n") => {
  const [title, data] = [Buffer.from(name), Buffer.from(text)];
  const about = bytes(u16(20), u16(0), u16(0), u16(0), u16(0x5b21), u32(checksum(data)), u32(data.length), u32(data.length), u16(title.length), u16(0));
  const local = bytes(Buffer.from("PK\x03\x04", "latin1"), about, title, data);
  const central = bytes(Buffer.from("PK\x01\x02", "latin1"), u16(20), about, u16(0), u16(0), u16(0), u32(0), u32(0), title);
  const end = bytes(Buffer.from("PK\x05\x06", "latin1"), u16(0), u16(0), u16(1), u16(1), u32(central.length), u32(local.length), u16(0));
  return bytes(local, central, end);
};

/** A JPEG of 8 × 8 grey pixels: one block, whose Huffman tables hold the two codes that it needs. */
export const jpeg = () => {
  const segment = (mark, data) => bytes([0xff, mark], [(data.length + 2) >> 8, (data.length + 2) & 255], data);
  const table = (id) => bytes([id], [1, ...Array(15).fill(0)], [0]);
  return bytes(
    [0xff, 0xd8],
    segment(0xe0, bytes(Buffer.from("JFIF\0", "latin1"), [1, 1, 0, 0, 1, 0, 1, 0, 0])),
    segment(0xdb, bytes([0], Array(64).fill(1))),
    segment(0xc0, bytes([8, 0, 8, 0, 8, 1, 1, 0x11, 0])),
    segment(0xc4, table(0x00)),
    segment(0xc4, table(0x10)),
    segment(0xda, bytes([1, 1, 0, 0, 63, 0])),
    // No difference, then end of block, then ones to the end of the byte.
    [0b00111111],
    [0xff, 0xd9],
  );
};

export const MOST = 5 * 1024 * 1024;

/** A real PNG with nothing after its end, padded inside to exactly so many bytes. */
export const pngOf = (size) => {
  const small = png(4, 4);
  const end = small.length - 12;
  const padding = chunk("teSt", Buffer.alloc(size - small.length - 12));
  return bytes(small.subarray(0, end), padding, small.subarray(end));
};

export const SVG = Buffer.from(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`);
export const PDF = Buffer.from("%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
export const PHP = Buffer.from("<?php system($_GET['c']); ?>");

const TYPES = { png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", zip: "application/zip", pdf: "application/pdf" };

/** A file as Playwright and `http.mjs` take it. */
export const file = (name, buffer) => ({ name, mimeType: TYPES[name.split(".").pop()] ?? "application/octet-stream", buffer });

/** One real file of each format. */
export const four = () => [file("screen.png", png()), file("photo.jpg", jpeg()), file("anim.gif", gif()), file("log.zip", zip())];
