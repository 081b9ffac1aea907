/** Calls of our TypeScript SDK. */

import { createClient, SdkError } from "./src/index.ts";
import * as incoming from "./src/operations/incoming-payment.ts";
import * as outgoing from "./src/operations/outgoing-payment.ts";
import * as quotes from "./src/operations/quote.ts";
import { tellValues } from "./tell.ts";
import { amount, headers, path, payment, query, quote, walletAddress } from "./values.ts";

const baseUrl = process.argv[2] ?? "";
const nobody = createClient({ baseUrl, maxRetries: 0 });
const client = createClient({ baseUrl, auth: { GNAP: "GNAP token" }, maxRetries: 0 });

const calls = {
  create: () => incoming.createIncomingPayment(client, { body: payment, headers }),
  "create as nobody": () => incoming.createIncomingPayment(nobody, { body: payment, headers }),
  list: () => incoming.listIncomingPayments(client, { query, headers }),
  "list some": () =>
    incoming.listIncomingPayments(client, { query: { ...query, cursor: "a/b", first: 10 }, headers }),
  get: () => incoming.getIncomingPayment(client, { path: { id: "a/b" }, headers }),
  "get without a signature": () => incoming.getIncomingPayment(client, { path }),
  complete: () => incoming.completeIncomingPayment(client, { path, headers }),
  pay: () =>
    outgoing.createOutgoingPayment(client, {
      body: { walletAddress, quoteId: `${walletAddress}/quotes/1` },
      headers,
    }),
  grant: () => outgoing.getOutgoingPaymentGrant(client, { headers }),
  quote: () => quotes.createQuote(client, { body: quote, headers }),
  "quote an amount": () =>
    quotes.createQuote(client, { body: { ...quote, debitAmount: amount }, headers }),
  "get a quote": () => quotes.getQuote(client, { path: { id: "ü" }, headers }),
};

await tellValues(calls, SdkError);
