package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import java.util.Set;

/**
 * Decodes kinds of pictures that {@link PictureReader} does not, which then reads them too. Found by {@link
 * java.util.ServiceLoader}; safe for several threads at once.
 *
 * <pre>{@code
 * record Grey() implements PictureDecoder {
 *     public Set<ForeignKind> kinds() { return Set.of(ForeignKind.JPEG_XL); }
 *     public long pixels(byte[] bytes, String name) { return 1; }
 *     public Picture read(byte[] bytes, String name) { return new Picture(1, 1, new byte[3]); }
 * }
 * }</pre>
 */
public interface PictureDecoder {

    /** What it decodes. */
    Set<ForeignKind> kinds();

    /**
     * How many pixels a picture declares, or the largest that it is put together of; nothing is decoded.
     *
     * @param name what to call it in messages
     * @throws BadDataException if the bytes are no skeleton of a picture
     */
    long pixels(byte[] bytes, String name);

    /**
     * Decodes a picture and turns it upright.
     *
     * @param name what to call it in messages
     * @throws BadDataException if the bytes are truncated or corrupt
     */
    Picture read(byte[] bytes, String name);
}
