"""Calls of the client that openapi-python-client makes; it runs in that one's environment."""

import sys

from foreign_client import AuthenticatedClient, Client
from foreign_client.api.incoming_payment import (
    complete_incoming_payment,
    create_incoming_payment,
    get_incoming_payment,
    list_incoming_payments,
)
from foreign_client.api.outgoing_payment import create_outgoing_payment, get_outgoing_payment_grant
from foreign_client.api.quote import create_quote, get_quote
from foreign_client.models import (
    Amount,
    CreateIncomingPaymentBody,
    CreateOutgoingPaymentBodyType0,
    CreateQuoteBodyType0,
    CreateQuoteBodyType2,
    PaymentMethod,
)
from tell import tell

address = sys.argv[1]
nobody = Client(base_url=address)
editor = AuthenticatedClient(base_url=address, token="editor", prefix="")
stranger = AuthenticatedClient(base_url=address, token="stranger", prefix="")
signed = {"signature_input": 'sig1=("@method");keyid="k"', "signature": "sig1=:YQ==:"}
wallet = "https://ilp.interledger-test.dev/alice"
receiver = f"{wallet}/incoming-payments/08394f02-7b7b-45e2-b645-51d04e7c330c"
amount = Amount(value="2500", asset_code="USD", asset_scale=2)
quote = CreateQuoteBodyType0(wallet_address=wallet, receiver=receiver, method=PaymentMethod.ILP)
sent = CreateQuoteBodyType2(wallet_address=wallet, receiver=receiver, method=PaymentMethod.ILP, debit_amount=amount)
unfit = CreateQuoteBodyType0(wallet_address=wallet, receiver="not a receiver", method=PaymentMethod.ILP)
incoming = CreateIncomingPaymentBody(wallet_address=wallet, incoming_amount=amount)
outgoing = CreateOutgoingPaymentBodyType0(wallet_address=wallet, quote_id=f"{wallet}/quotes/1")
calls = {
    "create": lambda: create_incoming_payment.sync_detailed(client=editor, body=incoming, **signed),
    "create as nobody": lambda: create_incoming_payment.sync_detailed(client=nobody, body=incoming, **signed),
    "create as a stranger": lambda: create_incoming_payment.sync_detailed(client=stranger, body=incoming, **signed),
    "list": lambda: list_incoming_payments.sync_detailed(client=editor, wallet_address=wallet, **signed),
    "list some": lambda: list_incoming_payments.sync_detailed(
        client=editor, wallet_address=wallet, cursor="a/b", first=10, **signed
    ),
    "list none": lambda: list_incoming_payments.sync_detailed(client=editor, wallet_address=wallet, first=0, **signed),
    "get": lambda: get_incoming_payment.sync_detailed("a/b", client=editor, **signed),
    "get without a signature": lambda: get_incoming_payment.sync_detailed("a", client=editor),
    "complete": lambda: complete_incoming_payment.sync_detailed("a", client=editor, **signed),
    "pay": lambda: create_outgoing_payment.sync_detailed(client=editor, body=outgoing, **signed),
    "grant": lambda: get_outgoing_payment_grant.sync_detailed(client=editor, **signed),
    "quote": lambda: create_quote.sync_detailed(client=editor, body=quote, **signed),
    "quote an amount": lambda: create_quote.sync_detailed(client=editor, body=sent, **signed),
    "quote what does not fit": lambda: create_quote.sync_detailed(client=editor, body=unfit, **signed),
    "get a quote": lambda: get_quote.sync_detailed("ü", client=editor, **signed),
}
tell(calls)
