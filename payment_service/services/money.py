"""Exact amounts of money: which currencies there are, and how finely each divides."""

from decimal import Decimal

from common.errors import FieldProblem, Invalid

LARGEST = Decimal(10) ** 12
"""No single payment reaches this, in any currency."""

# ISO 4217 (list one, 2026) by digits after the point. Left out are the codes that are no money to pay with:
# precious metals, bond units, drawing rights, testing.
_BY_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF"
    " CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF"
    " IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN"
    " MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS"
    " SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
DIGITS = {code: digits for digits, codes in _BY_DIGITS.items() for code in codes.split()}
"""Currency code → how many digits its amounts have after the point."""


def exact_amount(amount: Decimal, currency: str) -> Decimal:
    """The amount with exactly the digits of its currency.

    Raises:
        Invalid: `currency_unknown`, `amount_not_positive`, `amount_too_large` or `amount_too_fine`.
    """
    digits = DIGITS.get(currency)
    if digits is None:
        problem = FieldProblem(field="currency", code="currency_unknown")
        raise Invalid("currency_unknown", errors=[problem], currency=currency)
    if amount <= 0:
        problem = FieldProblem(field="amount", code="amount_not_positive")
        raise Invalid("amount_not_positive", errors=[problem])
    if amount >= LARGEST:
        problem = FieldProblem(field="amount", code="amount_too_large")
        raise Invalid("amount_too_large", errors=[problem])
    exact = amount.quantize(Decimal(1).scaleb(-digits))
    if exact != amount:
        problem = FieldProblem(field="amount", code="amount_too_fine")
        raise Invalid("amount_too_fine", errors=[problem], currency=currency, digits=digits)
    return exact


def amount_text(amount: Decimal, currency: str) -> str:
    """An amount as its decimal string: `1500.00` of ARS, `1500` of JPY."""
    return f"{amount:.{DIGITS[currency]}f}"
