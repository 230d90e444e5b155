package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code hearth.requests} requests (20,000 unless said otherwise) of the seed {@code hearth.seed} over 64
 * connections, one in a hundred hostile, to a server in a process of its own. Pieces that stand in the
 * file {@code hearth.campaign} are not asked again, so that a million may be asked in several goes.
 */
@Tag("long")
@Timeout(4 * 3600)
class CampaignTest {

    private static final long COUNT = Long.getLong("hearth.requests", 20_000);
    private static final long SEED = Long.getLong("hearth.seed", 1);
    private static final long PIECE = 20_000;

    @TempDir private Path temp;

    @Test
    void none_is_mixed_up_and_nothing_is_left() throws Exception {
        String kept = System.getProperty("hearth.campaign");
        Path file = kept == null ? temp.resolve("campaign.csv") : Path.of(kept);
        try (ServerProcess server = ServerProcess.serving(temp)) {
            CheckedRequests requests = new CheckedRequests(server.address());
            requests.run(64, 0, 0, 2_000, 100);
            ServerProcess.Figures before = server.figures();
            say(file, "before " + before);
            // Java's heap grows and shrinks between two collections: a leak shows in the greatest,
            // not in one.
            List<Double> mib = new ArrayList<>();
            for (long piece = 0; piece * PIECE < COUNT; piece++) {
                String key = "seed " + SEED + " piece " + piece + ":";
                if (done(file).stream().anyMatch(line -> line.startsWith(key))) {
                    continue;
                }
                requests.counts().clear();
                long begun = System.nanoTime();
                long count = Math.min(PIECE, COUNT - piece * PIECE);
                requests.run(64, SEED, piece * PIECE, count, 100);
                mib.add(server.figures().mib());
                say(
                        file,
                        String.format(
                                Locale.ROOT,
                                "%s %.0f s, wrong %d, %s, %s",
                                key,
                                (System.nanoTime() - begun) / 1e9,
                                requests.wrong(),
                                server.figures(),
                                requests.counts()));
            }
            Thread.sleep(2_000);
            ServerProcess.Figures after = server.figures();
            say(file, "after " + after);
            assertThat(requests.wrong()).isZero();
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 2);
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2);
            assertThat(after.temporary()).isEqualTo(before.temporary());
            int half = mib.size() / 2;
            // Of fewer pieces the first ones are those in which the heap takes its size.
            if (half >= 10) {
                assertThat(Collections.max(mib.subList(half, mib.size())))
                        .isLessThan(1.1 * Collections.max(mib.subList(0, half)));
            }
            assertThat(server.end()).isZero();
        }
    }

    private static List<String> done(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static void say(Path file, String line) throws IOException {
        System.out.println(line);
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
