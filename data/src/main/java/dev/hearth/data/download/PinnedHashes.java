package dev.hearth.data.download;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SHA-256 sums that are not published, as they were when a file was first downloaded: a file {@code
 * SHA256SUMS} beside it, in the form of {@code sha256sum}.
 */
final class PinnedHashes {

    private static final String FILE = "SHA256SUMS";
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");
    private static final long LONGEST = 1 << 20;

    private final Path file;
    private final Map<String, Checksum> sums = new TreeMap<>();

    /** Reads a folder's pins, none where there is no such file. */
    PinnedHashes(Path folder) {
        file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return;
        }
        try {
            if (Files.size(file) > LONGEST) {
                throw new IOException("longer than " + LONGEST + " bytes");
            }
            for (String line : Files.readAllLines(file)) {
                Matcher matcher = LINE.matcher(line);
                if (!matcher.matches()) {
                    throw new IOException("not the form of sha256sum");
                }
                sums.put(matcher.group(2), Checksum.sha256(matcher.group(1)));
            }
        } catch (IOException e) {
            throw new BadDataException(
                    "Sums of a data set",
                    file + ", which cannot be read: " + e.getMessage(),
                    "Remove it to take the files as they are",
                    e);
        }
    }

    Optional<Checksum> of(String fileName) {
        return Optional.ofNullable(sums.get(fileName));
    }

    /** Notes sums, and writes the file anew. */
    void add(Map<String, Checksum> added) throws IOException {
        sums.putAll(added);
        StringBuilder text = new StringBuilder();
        sums.forEach((name, sum) -> text.append(sum.hex()).append("  ").append(name).append('\n'));
        Path beside = file.resolveSibling(FILE + ".part");
        try (FileChannel out =
                FileChannel.open(
                        beside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(
                beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
