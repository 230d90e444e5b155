package dev.hearth.heif;

import dev.hearth.data.BadDataException;
import dev.hearth.data.image.ForeignKind;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureDecoder;
import java.util.Set;
import org.bytedeco.javacpp.Loader;

/**
 * Decodes HEIC and AVIF (ISO 23008-12, HEIF) by FFmpeg: the primary picture, put together of its tiles, cut
 * (clean aperture), turned and mirrored as the file says; alpha is laid over white. {@code
 * dev.hearth.data.image.PictureReader} finds it where this module is on the class path or module path.
 *
 * <p>Pixels are those of libheif within 2 of 255: colours by the matrix and range that the file says, chroma of
 * the nearest sample, more than eight bits cut to eight. Embedded colour profiles are not applied, as
 * in the other kinds. Pictures that are overlaid of others, and sequences without a primary picture, are
 * refused.
 *
 * <pre>{@code
 * Picture cat = new PictureReader().read(Path.of("IMG_0001.HEIC"));
 * }</pre>
 */
public final class HeifDecoder implements PictureDecoder {

    /** For {@link java.util.ServiceLoader}. */
    public HeifDecoder() {}

    @Override
    public Set<ForeignKind> kinds() {
        return Set.of(ForeignKind.HEIC, ForeignKind.AVIF);
    }

    @Override
    public long pixels(byte[] bytes, String name) {
        return HeifFile.parse(bytes, name).pixels();
    }

    @Override
    public Picture read(byte[] bytes, String name) {
        HeifFile file = HeifFile.parse(bytes, name);
        try {
            return new HeifImage(file).picture();
        } catch (LinkageError missing) {
            throw new BadDataException(
                    "HEIC and AVIF pictures need FFmpeg's library for " + Loader.getPlatform(),
                    name + ", and no library: " + missing.getMessage(),
                    "Add org.bytedeco:ffmpeg with the classifier " + Loader.getPlatform(),
                    missing);
        }
    }
}
