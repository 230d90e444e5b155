package dev.hearth.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/** Requests to a server on this machine. */
final class Asked {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Asked() {}

    static byte[] png(int rgb) {
        BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 12; i++) {
            image.setRGB(i % 4, i / 4, rgb);
        }
        return png(image);
    }

    static byte[] png(BufferedImage image) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static HttpRequest.Builder to(PictureServer server, String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }

    static HttpRequest picture(PictureServer server, String path, byte[] body) {
        return to(server, path)
                .header("Content-Type", "image/png")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    /** Files as a browser and curl -F send them. */
    static HttpRequest form(PictureServer server, String path, byte[]... files) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (int i = 0; i < files.length; i++) {
            form.writeBytes(
                    ("--xyz\r\nContent-Disposition: form-data; name=\"picture\"; filename=\""
                                    + i
                                    + ".png\"\r\nContent-Type: image/png\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            form.writeBytes(files[i]);
            form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        form.writeBytes("--xyz--\r\n".getBytes(StandardCharsets.US_ASCII));
        return to(server, path)
                .header("Content-Type", "multipart/form-data; boundary=xyz")
                .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray()))
                .build();
    }

    static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static java.util.concurrent.CompletableFuture<HttpResponse<String>> later(HttpRequest request) {
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<String> post(PictureServer server, String path, byte[] body) {
        return send(picture(server, path, body));
    }

    static HttpResponse<String> get(PictureServer server, String path) {
        return send(to(server, path).build());
    }

    static JsonNode json(HttpResponse<String> reply) {
        try {
            return JSON.readTree(reply.body());
        } catch (IOException strange) {
            throw new IllegalStateException(reply.body(), strange);
        }
    }

    static String error(HttpResponse<String> reply) {
        return json(reply).get("error").asText();
    }

    /** Sends bytes as they are and reads until the server closes. */
    static String raw(PictureServer server, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
