package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** A file's bytes within limits. */
public final class FileBytes {

    private static final long LONGEST_NAMES = 1 << 16;

    private FileBytes() {}

    /** The size of a file that must be there. */
    public static long size(Path file, String asked) {
        if (!Files.isRegularFile(file)) {
            throw new BadDataException(
                    asked,
                    Files.exists(file) ? file + ", which is no file" : "no file " + file,
                    "Name the folder that holds it, or fetch the data set with ./hearth data");
        }
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw unreadable(file, asked, e);
        }
    }

    /** All bytes of a file that is not above a size. */
    public static byte[] read(Path file, long most, String asked) {
        long size = size(file, asked);
        if (size > most) {
            throw new BadDataException(
                    asked + " of at most " + most + " bytes",
                    size + " bytes in " + file,
                    "Check that it is the right file");
        }
        // A megabyte at a time, where a stream takes eight kilobytes.
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            byte[] bytes = new byte[(int) size];
            ByteBuffer room = ByteBuffer.wrap(bytes);
            boolean isWhole = true;
            while (isWhole && room.position() < size) {
                room.limit((int) Math.min(size, room.position() + (1L << 20)));
                isWhole = in.read(room) >= 0;
            }
            if (!isWhole || in.read(ByteBuffer.allocate(1)) >= 0) {
                throw new BadDataException(
                        asked,
                        file + ", whose size changed from " + size + " bytes while it was read",
                        "Wait until nothing writes to it, then try again");
            }
            return bytes;
        } catch (IOException e) {
            throw unreadable(file, asked, e);
        }
    }

    /** Refuses what would take more than half of the memory that Java may use. */
    public static void roomFor(long bytes, Object file, String asked) {
        long most = Runtime.getRuntime().maxMemory() / 2;
        if (bytes > most) {
            throw new BadDataException(
                    asked + " that takes at most half of Java's memory, " + most + " bytes",
                    file + ", which takes " + bytes + " bytes",
                    "Give Java more with -Xmx, or check that it is the right file");
        }
    }

    /** Class names, one a line; empty lines count for nothing. */
    public static List<String> names(Path file, int count, String asked) {
        byte[] bytes = read(file, LONGEST_NAMES, asked);
        List<String> names = new ArrayList<>();
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .forEach(names::add);
        } catch (CharacterCodingException e) {
            throw new BadDataException(
                    asked + " in UTF-8",
                    "other bytes in " + file,
                    "Take the file from the published archive again",
                    e);
        }
        boolean printable =
                names.stream().allMatch(n -> n.chars().noneMatch(Character::isISOControl));
        if (names.size() != count || new HashSet<>(names).size() != count || !printable) {
            throw new BadDataException(
                    asked + ": " + count + " different names, one a line",
                    new HashSet<>(names).size()
                            + " different in "
                            + names.size()
                            + " lines of "
                            + file,
                    "Take the file from the published archive again");
        }
        return names;
    }

    public static BadDataException unreadable(Path file, String asked, IOException cause) {
        return new BadDataException(
                asked,
                file + ", which cannot be read: " + cause.getMessage(),
                "Check the file and its permissions",
                cause);
    }
}
