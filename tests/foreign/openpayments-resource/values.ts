/** What all clients here are given. */

export const headers = {
  "Signature-Input": 'sig1=("@method");keyid="k"',
  Signature: "sig1=:YQ==:",
};
export const walletAddress = "https://ilp.interledger-test.dev/alice";
export const amount = { value: "2500", assetCode: "USD", assetScale: 2 };
export const payment = { walletAddress, incomingAmount: amount, metadata: { note: "é" } };
export const quote = {
  walletAddress,
  receiver: `${walletAddress}/incoming-payments/08394f02-7b7b-45e2-b645-51d04e7c330c`,
  method: "ilp" as const,
};
export const query = { "wallet-address": walletAddress };
export const path = { id: "a" };
