# syntax=docker/dockerfile:1.7
# The service as a small image: one binary, no shell, an ordinary user, nothing to write but /var/lib/stegvis.

# --- build ---------------------------------------------------------------------------------------
FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /build
COPY . .
# The caches hold the registry and what was compiled before; the binary is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --features otlp --bin stegvis && \
    install -D -m 0755 target/release/stegvis /out/usr/bin/stegvis && \
    install -d -m 0750 /out/var/lib/stegvis

# --- run -----------------------------------------------------------------------------------------
# Distroless: glibc, certificates and time zones, and the account `nonroot` (65532); no shell, no package manager.
FROM gcr.io/distroless/cc-debian12:nonroot
LABEL org.opencontainers.image.title="Stegvis" \
      org.opencontainers.image.licenses="EUPL-1.2"

COPY --from=build /out/usr/bin/stegvis /usr/bin/stegvis
COPY --from=build --chown=65532:65532 /out/var/lib/stegvis /var/lib/stegvis
COPY LICENSE /usr/share/doc/stegvis/LICENSE

# What lasts, in one place; SQLite unless STEGVIS_DATABASE__URL names a PostgreSQL.
ENV STEGVIS_SERVER__BIND=0.0.0.0:8080 \
    STEGVIS_DATABASE__URL=sqlite:/var/lib/stegvis/stegvis.db \
    STEGVIS_BLOBS__FOLDER=/var/lib/stegvis/blobs \
    STEGVIS_ACCESS__KEY_FOLDER=/var/lib/stegvis/keys \
    STEGVIS_LOG__JSON=true

USER 65532:65532
# Where relative paths begin; settings, templates and codes are part of the binary.
WORKDIR /var/lib/stegvis
VOLUME ["/var/lib/stegvis"]
EXPOSE 8080
STOPSIGNAL SIGTERM
# The first start migrates the database, hence the long start period.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["/usr/bin/stegvis", "healthcheck"]
ENTRYPOINT ["/usr/bin/stegvis"]
CMD ["serve"]
