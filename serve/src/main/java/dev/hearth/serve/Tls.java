package dev.hearth.serve;

import dev.hearth.data.BadDataException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** TLS by Java's own engine, from PEM files. */
final class Tls {

    private Tls() {}

    static Optional<SslContext> of(ServerSettings settings) {
        if (settings.certificate().isEmpty()) {
            return Optional.empty();
        }
        Path certificate = settings.certificate().get();
        Path key = settings.key().orElseThrow();
        for (Path file : List.of(certificate, key)) {
            if (!Files.isReadable(file)) {
                throw refused(file + ", which cannot be read", null);
            }
        }
        try {
            return Optional.of(
                    SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                            .sslProvider(SslProvider.JDK)
                            .protocols("TLSv1.3", "TLSv1.2")
                            .build());
        } catch (SSLException | IllegalArgumentException strange) {
            throw refused(
                    certificate + " and " + key + ": " + String.valueOf(strange.getMessage()),
                    strange);
        }
    }

    private static BadDataException refused(String came, Exception cause) {
        return new BadDataException(
                "TLS needs a certificate chain and its key as PEM, the key PKCS #8 without a password",
                came,
                "Convert the key with: openssl pkcs8 -topk8 -nocrypt -in key.pem -out key8.pem",
                cause);
    }
}
