package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private static void pem(Path file, String kind, byte[] bytes) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    @Test
    void it_speaks_tls_with_a_certificate_and_its_key(@TempDir Path temp) throws Exception {
        Path store = temp.resolve("store.p12");
        Process made =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "it",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Path cert = temp.resolve("cert.pem");
        Path key = temp.resolve("key.pem");
        pem(cert, "CERTIFICATE", keys.getCertificate("it").getEncoded());
        pem(key, "PRIVATE KEY", keys.getKey("it", PASSWORD).getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", keys.getCertificate("it"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (PictureServer server = PictureServer.builder(Colours::model).tls(cert, key).start()) {
            URI there = URI.create("https://localhost:" + server.address().getPort() + "/predict");
            HttpClient client = HttpClient.newBuilder().sslContext(context).build();
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> reply =
                        client.send(
                                HttpRequest.newBuilder(there)
                                        .header("Content-Type", "image/png")
                                        .POST(
                                                HttpRequest.BodyPublishers.ofByteArray(
                                                        Asked.png(0xFF0000)))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(reply.statusCode()).isEqualTo(200);
                assertThat(reply.body()).contains("\"class\":\"red\"");
            }
            // Whoever speaks plainly is sent away, and others are answered all the same.
            assertThat(Asked.raw(server, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .doesNotContain("200 OK");
        }
        for (List<Path> wrong : List.of(List.of(key, cert), List.of(cert, temp.resolve("none")))) {
            assertThatThrownBy(
                            () ->
                                    PictureServer.builder(Colours::model)
                                            .tls(wrong.get(0), wrong.get(1))
                                            .start())
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith("TLS needs a certificate chain and its key as PEM");
        }
        assertThatThrownBy(() -> PictureServer.builder(Colours::model).tls(cert, null).start())
                .hasMessageStartingWith("TLS needs a certificate and its key. Received: only ");
    }
}
