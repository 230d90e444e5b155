package dev.hearth.heif;

import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;

import dev.hearth.data.image.Picture;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** One picture of HEVC or AV1, by libavcodec. */
final class FrameDecoder {

    /** What FFmpeg asks for behind what it reads. */
    private static final int PADDING = 64;

    /** Coded pictures are up to a block larger than what is shown of them. */
    private static final int BLOCK = 128;

    static {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
    }

    private FrameDecoder() {}

    /** What FFmpeg refuses. */
    static final class CorruptException extends Exception {

        private static final long serialVersionUID = 1;

        private CorruptException(String why) {
            super(why);
        }
    }

    /**
     * Decodes.
     *
     * @param head the decoder's configuration, {@code hvcC}; empty for AV1
     * @param pixels as many as the picture has, about
     */
    static Picture decode(boolean isHevc, byte[] head, byte[] data, long pixels, Colours colours)
            throws CorruptException {
        AVCodecContext context = avcodec_alloc_context3(codec(isHevc));
        AVPacket packet = av_packet_alloc();
        AVFrame frame = avutil.av_frame_alloc();
        try {
            context.thread_count(1);
            context.max_pixels(Math.max(4 * pixels, 16L * BLOCK * BLOCK));
            if (head.length > 0) {
                BytePointer extra =
                        new BytePointer(avutil.av_mallocz(head.length + (long) PADDING));
                extra.capacity(head.length).put(head, 0, head.length);
                context.extradata(extra).extradata_size(head.length);
            }
            checked(avcodec_open2(context, context.codec(), (PointerPointer<?>) null));
            checked(av_new_packet(packet, data.length));
            packet.data().capacity(data.length).put(data, 0, data.length);
            checked(avcodec_send_packet(context, packet));
            checked(avcodec_send_packet(context, null));
            checked(avcodec_receive_frame(context, frame));
            return picture(frame, colours);
        } finally {
            avutil.av_frame_free(frame);
            av_packet_free(packet);
            avcodec_free_context(context);
        }
    }

    private static AVCodec codec(boolean isHevc) throws CorruptException {
        AVCodec codec =
                isHevc
                        ? avcodec_find_decoder(avcodec.AV_CODEC_ID_HEVC)
                        : avcodec_find_decoder_by_name("libaom-av1");
        if (codec == null) {
            throw new CorruptException("this build of FFmpeg has no decoder for it");
        }
        return codec;
    }

    private static void checked(int code) throws CorruptException {
        if (code < 0) {
            byte[] words = new byte[128];
            avutil.av_strerror(code, words, words.length);
            int end = 0;
            while (end < words.length && words[end] != 0) {
                end++;
            }
            throw new CorruptException(new String(words, 0, end, StandardCharsets.US_ASCII));
        }
    }

    private static Picture picture(AVFrame frame, Colours said) throws CorruptException {
        AVPixFmtDescriptor format = avutil.av_pix_fmt_desc_get(frame.format());
        boolean isRgb = (format.flags() & avutil.AV_PIX_FMT_FLAG_RGB) != 0;
        int bits = format.comp(0).depth();
        if ((format.flags() & avutil.AV_PIX_FMT_FLAG_PLANAR) == 0 && format.nb_components() > 1
                || bits < 8
                || bits > 16) {
            throw new CorruptException("samples of another layout");
        }
        int planes = Math.min(3, format.nb_components());
        Samples[] samples = new Samples[planes];
        for (int i = 0; i < planes; i++) {
            int across = i == 0 || isRgb ? 0 : format.log2_chroma_w();
            int down = i == 0 || isRgb ? 0 : format.log2_chroma_h();
            int width = frame.width() + (1 << across) - 1 >> across;
            int height = frame.height() + (1 << down) - 1 >> down;
            int plane = format.comp(i).plane();
            samples[i] = Samples.of(frame.data(plane), frame.linesize(plane), width, height, bits);
            samples[i] = samples[i].spread(across, down);
        }
        boolean isFull =
                said.full() >= 0
                        ? said.full() == 1
                        : frame.color_range() == avutil.AVCOL_RANGE_JPEG;
        Colours colours =
                said.matrix() == 2 ? new Colours(frame.colorspace(), 0, said.isAlpha()) : said;
        return isRgb || planes == 3 && colours.matrix() == 0
                ? Samples.plain(samples, isRgb)
                : Samples.colours(samples, isFull, colours);
    }
}
