package dev.hearth.serve;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The files of a form, {@code multipart/form-data} (RFC 7578). */
final class FormPictures {

    /** More in one request would wait for one another. */
    static final int MOST = 64;

    private FormPictures() {}

    /**
     * A file.
     *
     * @param name that the form gave it
     * @param bytes its content
     */
    record Part(String name, byte[] bytes) {}

    static List<Part> of(Request request) {
        DefaultFullHttpRequest whole =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.POST,
                        request.path(),
                        Unpooled.wrappedBuffer(request.body()));
        whole.headers()
                .set(
                        HttpHeaderNames.CONTENT_TYPE,
                        request.headers().get(HttpHeaderNames.CONTENT_TYPE));
        List<Part> parts = new ArrayList<>();
        HttpPostMultipartRequestDecoder form = null;
        try {
            // In memory: the body is there already.
            form = new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), whole);
            for (InterfaceHttpData each : form.getBodyHttpDatas()) {
                if (each instanceof FileUpload file && file.isCompleted()) {
                    parts.add(new Part(file.getFilename(), file.get()));
                }
            }
        } catch (HttpPostRequestDecoder.ErrorDataDecoderException
                | HttpPostRequestDecoder.TooManyFormFieldsException
                | HttpPostRequestDecoder.TooLongFormFieldException
                | IllegalArgumentException
                | IOException strange) {
            throw refused("one that cannot be read: " + strange.getMessage());
        } finally {
            if (form != null) {
                form.destroy();
            }
        }
        if (parts.isEmpty() || parts.size() > MOST) {
            throw refused(parts.size() + " files");
        }
        return parts;
    }

    private static Refusal refused(String came) {
        return new Refusal(
                Refusal.Kind.BAD_REQUEST,
                "/predict takes a form with 1 to " + MOST + " files",
                came,
                "Send them so: curl -F picture=@one.jpg -F picture=@two.jpg");
    }
}
