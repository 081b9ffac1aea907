/** What all clients here are given. */

export const book = {
  isbn: "9780141439518",
  title: "Emma",
  authors: [{ name: "Jane Austen" }],
  price: 799,
  genre: "novel" as const,
};
export const query = {
  limit: 5,
  genre: ["novel" as const, "poetry" as const],
  price: { min: 100, max: 2000 },
  published_after: "2020-02-29",
};
export const image = new File([new Uint8Array([137, 80, 78, 71])], "emma.png", {
  type: "image/png",
});
export const order = {
  lines: [{ book_id: 1, quantity: 2 }],
  payment: { method: "card" as const, token: "tok" },
  note: "soon",
};
export const order_id = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
