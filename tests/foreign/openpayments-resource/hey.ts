/** Calls of the client that @hey-api/openapi-ts makes. */

import { tell } from "./tell.ts";
import { createClient } from "./hey/client/index.ts";
import * as api from "./hey/sdk.gen.ts";
import { amount, headers, path, payment, query, quote, walletAddress } from "./values.ts";

const baseUrl = process.argv[2] ?? "";
const nobody = createClient({ baseUrl });
const client = createClient({ baseUrl, auth: () => "editor" });
const stranger = createClient({ baseUrl, auth: () => "stranger" });

await tell({
  create: () => api.createIncomingPayment({ client, body: payment, headers }),
  "create as nobody": () => api.createIncomingPayment({ client: nobody, body: payment, headers }),
  "create as a stranger": () => api.createIncomingPayment({ client: stranger, body: payment, headers }),
  list: () => api.listIncomingPayments({ client, query, headers }),
  "list some": () =>
    api.listIncomingPayments({ client, query: { ...query, cursor: "a/b", first: 10 }, headers }),
  "list none": () => api.listIncomingPayments({ client, query: { ...query, first: 0 }, headers }),
  get: () => api.getIncomingPayment({ client, path: { id: "a/b" }, headers }),
  "get without a signature": () => api.getIncomingPayment({ client, path }),
  complete: () => api.completeIncomingPayment({ client, path, headers }),
  pay: () =>
    api.createOutgoingPayment({
      client,
      body: { walletAddress, quoteId: `${walletAddress}/quotes/1` },
      headers,
    }),
  grant: () => api.getOutgoingPaymentGrant({ client, headers }),
  quote: () => api.createQuote({ client, body: quote, headers }),
  "quote an amount": () => api.createQuote({ client, body: { ...quote, debitAmount: amount }, headers }),
  "quote what does not fit": () =>
    api.createQuote({ client, body: { ...quote, receiver: "not a receiver" }, headers }),
  "get a quote": () => api.getQuote({ client, path: { id: "ü" }, headers }),
});
