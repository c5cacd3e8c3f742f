"""OpenTelemetry traces, switched on by OTEL_EXPORTER_OTLP_ENDPOINT; without it nothing is imported."""

from typing import Any

from flask import Flask


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
