"""Answering with a file: compressed where the caller takes that, not again when he has it."""

from flask import Response, request

from api_gateway.services.static_files import StaticFile


def answer_file(file: StaticFile, *, unchanging: bool = False) -> Response:
    """A file's content.

    Args:
        unchanging: its name carries a hash of its content; it is asked for once.
    """
    compress = file.compressed is not None and request.accept_encodings.quality("gzip") > 0
    content = file.compressed if compress and file.compressed is not None else file.content
    response = Response(content, mimetype=file.mimetype)
    if compress:
        response.headers["Content-Encoding"] = "gzip"
    if file.compressed is not None:
        response.vary.add("Accept-Encoding")
    # Two encodings are two representations: each has an ETag of its own.
    response.set_etag(f"{file.etag}-gzip" if compress else file.etag)
    if unchanging:
        response.cache_control.public = True
        response.cache_control.max_age = 31_536_000
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.make_conditional(request)
    return response
