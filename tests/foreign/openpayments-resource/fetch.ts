/** Calls of openapi-fetch, with the types that openapi-typescript makes. */

import createClient from "openapi-fetch";

import { tell } from "./tell.ts";
import type { paths } from "./types.ts";
import { amount, headers as header, path, payment, query, quote, walletAddress } from "./values.ts";

const baseUrl = process.argv[2] ?? "";
const nobody = createClient<paths>({ baseUrl });
const client = createClient<paths>({ baseUrl, headers: { Authorization: "editor" } });
const stranger = createClient<paths>({ baseUrl, headers: { Authorization: "stranger" } });
const created = { params: { header }, body: payment };
const one = { header, path };

await tell({
  create: () => client.POST("/incoming-payments", created),
  "create as nobody": () => nobody.POST("/incoming-payments", created),
  "create as a stranger": () => stranger.POST("/incoming-payments", created),
  list: () => client.GET("/incoming-payments", { params: { header, query } }),
  "list some": () =>
    client.GET("/incoming-payments", {
      params: { header, query: { ...query, cursor: "a/b", first: 10 } },
    }),
  "list none": () =>
    client.GET("/incoming-payments", { params: { header, query: { ...query, first: 0 } } }),
  get: () => client.GET("/incoming-payments/{id}", { params: { header, path: { id: "a/b" } } }),
  "get without a signature": () =>
    client.GET("/incoming-payments/{id}", { params: { path } }),
  complete: () => client.POST("/incoming-payments/{id}/complete", { params: one }),
  pay: () =>
    client.POST("/outgoing-payments", {
      params: { header },
      body: { walletAddress, quoteId: `${walletAddress}/quotes/1` },
    }),
  grant: () => client.GET("/outgoing-payment-grant", { params: { header } }),
  quote: () => client.POST("/quotes", { params: { header }, body: quote }),
  "quote an amount": () =>
    client.POST("/quotes", { params: { header }, body: { ...quote, debitAmount: amount } }),
  "quote what does not fit": () =>
    client.POST("/quotes", { params: { header }, body: { ...quote, receiver: "not a receiver" } }),
  "get a quote": () => client.GET("/quotes/{id}", { params: { header, path: { id: "ü" } } }),
});
