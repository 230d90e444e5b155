package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Sha256;
import dev.hearth.data.image.FileBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * What tells a file from others, whatever it is called.
 *
 * @param sha256 over all of them, 64 hexadecimal digits
 */
public record FileContent(long bytes, String sha256) {

    /**
     * Reads a file to its end.
     *
     * @throws BadDataException if it is gone, unreadable, or changes meanwhile
     */
    public static FileContent of(Path file, String asked) {
        long size = FileBytes.size(file, asked);
        MessageDigest sha = Sha256.sha256();
        byte[] buffer = new byte[1 << 16];
        long left = size;
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha.update(buffer, 0, n);
                left -= n;
            }
        } catch (IOException e) {
            throw FileBytes.unreadable(file, asked, e);
        }
        if (left != 0) {
            throw new BadDataException(
                    asked,
                    file + ", whose size changed while it was read",
                    "Wait until nothing writes to it, then try again");
        }
        return new FileContent(size, Sha256.hexadecimal(sha));
    }
}
