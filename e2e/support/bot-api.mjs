// A Bot API server, as far as the desk uses it: what people write to the bot, and what the bot wrote.

import { createServer } from "node:http";

export const TOKEN = "4242:AAE-abc_DEFghijklmnopqrstuvwxyz0123";

export class BotApi {
  #server;
  #updates = [];
  #waiting = [];
  #next = 100;
  #number = 1;
  sent = [];

  async start() {
    this.#server = createServer(async (request, response) => {
      let text = "";
      for await (const piece of request) text += piece;
      const method = request.url.match(new RegExp(`^/bot${TOKEN}/(\\w+)$`))?.[1];
      const body = text ? JSON.parse(text) : {};
      const result = await this.#call(method, body, request);
      const answer = result === undefined ? { ok: false, error_code: 404, description: "Not Found" } : { ok: true, result };
      response.writeHead(result === undefined ? 404 : 200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
    await new Promise((resolve) => { this.#server.listen(0, "127.0.0.1", resolve); });
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async #call(method, body, request) {
    if (method === "getMe") return { id: 4242, is_bot: true, username: "northwind_bot" };
    if (method === "sendMessage") {
      const message = { ...body, message_id: this.#number++ };
      this.sent.push(message);
      return { message_id: message.message_id, chat: { id: body.chat_id } };
    }
    if (method !== "getUpdates") return undefined;
    this.#updates = this.#updates.filter((one) => one.update_id >= body.offset);
    // A question stays open until there is something to tell, or whoever asked has gone.
    if (!this.#updates.length) {
      await new Promise((resolve) => {
        this.#waiting.push(resolve);
        request.socket.once("close", resolve);
      });
    }
    return this.#updates;
  }

  /** Somebody writes to the bot, in answer to a message or not. */
  write(chat, text, to) {
    const from = { id: chat, is_bot: false, first_name: "Ann", username: "ann_w", language_code: "en" };
    const message = { message_id: this.#number++, date: 1, chat: { id: chat, type: "private" }, from, text };
    if (to) message.reply_to_message = { message_id: to };
    this.#updates.push({ update_id: this.#next++, message });
    this.#waiting.splice(0).forEach((resolve) => resolve());
  }

  /** Waits for what the bot writes to somebody. */
  async heard(chat, text) {
    for (const began = Date.now(); Date.now() - began < 15_000; await new Promise((resolve) => { setTimeout(resolve, 50); })) {
      const found = this.sent.find((one) => one.chat_id === chat && one.text.includes(text));
      if (found) return found;
    }
    throw new Error(`The bot did not write "${text}" but: ${JSON.stringify(this.sent)}`);
  }

  async stop() {
    this.#waiting.splice(0).forEach((resolve) => resolve());
    this.#server?.closeAllConnections();
    await new Promise((resolve) => { this.#server ? this.#server.close(resolve) : resolve(); });
  }
}
