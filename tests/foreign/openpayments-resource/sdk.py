"""Calls of our Python SDK."""

import sys

from openpayments_resource_client import OpenpaymentsResource, SdkError, models
from tell import tell_values

nobody = OpenpaymentsResource(sys.argv[1], max_retries=0)
client = OpenpaymentsResource(sys.argv[1], gnap="GNAP token", max_retries=0)
signed = {"signature_input": 'sig1=("@method");keyid="k"', "signature": "sig1=:YQ==:"}
wallet = "https://ilp.interledger-test.dev/alice"
receiver = f"{wallet}/incoming-payments/08394f02-7b7b-45e2-b645-51d04e7c330c"
amount = models.Amount(value="2500", asset_code="USD", asset_scale=2)
incoming = models.CreateIncomingPaymentRequest(wallet_address=wallet, incoming_amount=amount, metadata={"note": "é"})
outgoing = models.CreateOutgoingPaymentRequestOption1(wallet_address=wallet, quote_id=f"{wallet}/quotes/1")
quote = models.CreateQuoteRequestOption1(wallet_address=wallet, receiver=receiver, method="ilp")
sent = models.CreateQuoteRequestOption3(wallet_address=wallet, receiver=receiver, method="ilp", debit_amount=amount)
calls = {
    "create": lambda: client.incoming_payment.create_incoming_payment(body=incoming, **signed),
    "create as nobody": lambda: nobody.incoming_payment.create_incoming_payment(body=incoming, **signed),
    "list": lambda: client.incoming_payment.list_incoming_payments(wallet_address=wallet, **signed),
    "list some": lambda: client.incoming_payment.list_incoming_payments(
        wallet_address=wallet, cursor="a/b", first=10, **signed
    ),
    "get": lambda: client.incoming_payment.get_incoming_payment(id="a/b", **signed),
    "get without a signature": lambda: client.incoming_payment.get_incoming_payment(id="a"),
    "complete": lambda: client.incoming_payment.complete_incoming_payment(id="a", **signed),
    "pay": lambda: client.outgoing_payment.create_outgoing_payment(body=outgoing, **signed),
    "grant": lambda: client.outgoing_payment.get_outgoing_payment_grant(**signed),
    "quote": lambda: client.quote.create_quote(body=quote, **signed),
    "quote an amount": lambda: client.quote.create_quote(body=sent, **signed),
    "get a quote": lambda: client.quote.get_quote(id="ü", **signed),
}
tell_values(calls, SdkError)
