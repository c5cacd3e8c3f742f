"""OpenTelemetry traces, switched on by OTEL_EXPORTER_OTLP_ENDPOINT; without it nothing is imported."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def init_tracing(app: Flask, service: str, endpoint: str | None) -> None:
    """Trace requests in and between services and send spans to the collector at `endpoint`, when there is one."""
    if not endpoint:
        return
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.flask import FlaskInstrumentor
    from opentelemetry.instrumentation.requests import RequestsInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces")))
    trace.set_tracer_provider(provider)
    instrumentor: Any = FlaskInstrumentor()  # untyped
    instrumentor.instrument_app(app, excluded_urls="healthz,readyz,metrics")
    RequestsInstrumentor().instrument()


def traced(application: "WSGIApplication", endpoint: str | None) -> "WSGIApplication":
    """The same for what stands in front of the framework, and for what lies behind it."""
    if not endpoint:
        return application
    from opentelemetry.instrumentation.wsgi import OpenTelemetryMiddleware

    middleware: Any = OpenTelemetryMiddleware
    around: WSGIApplication = middleware(application)
    return around


def trace_headers(endpoint: str | None) -> Callable[[], dict[str, str]]:
    """What a forwarded request carries so that the next service's spans join the current trace (W3C Trace Context);
    without an endpoint nothing, and the caller's own headers travel on as they are."""
    if not endpoint:
        return dict
    from opentelemetry.propagate import inject

    def current() -> dict[str, str]:
        carrier: dict[str, str] = {}
        inject(carrier)
        return {name.title(): value for name, value in carrier.items()}

    return current
