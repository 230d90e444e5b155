package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.FineTuning;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code hearth.minutes} minutes (3 unless said otherwise) of serving at {@code hearth.rate} requests a
 * second (100), one in a hundred hostile, beside training after training with {@code hearth.pause} milliseconds between
 * them (none), each in a process of its own. A line a minute of both processes' figures goes to the file {@code
 * hearth.soak}, if there is one.
 */
@Tag("long")
@Timeout(4 * 3600)
class SoakTest {

    private static final int MINUTES = Integer.getInteger("hearth.minutes", 3);
    private static final int RATE = Integer.getInteger("hearth.rate", 100);
    private static final long PAUSE = Long.getLong("hearth.pause", 0);

    @TempDir private Path temp;

    @Test
    void memory_descriptors_threads_and_files_stay_as_they_are() throws Exception {
        Path pictures = pictures(temp.resolve("pictures"));
        try (ServerProcess server = ServerProcess.serving(temp.resolve("server"));
                ServerProcess training =
                        ServerProcess.start(
                                Files.createDirectories(temp.resolve("training")),
                                Trainings.class,
                                pictures.toString(),
                                temp.resolve("runs").toString(),
                                String.valueOf(PAUSE))) {
            CheckedRequests requests = new CheckedRequests(server.address());
            List<ServerProcess.Figures> served = new ArrayList<>();
            List<ServerProcess.Figures> trained = new ArrayList<>();
            say("minute,requests,wrong,server,training");
            long asked = 0;
            long begun = System.nanoTime();
            for (int minute = 1; minute <= MINUTES; minute++) {
                while (System.nanoTime() - begun < minute * 60_000_000_000L) {
                    requests.run(4, 1, asked, RATE, 100);
                    asked += RATE;
                    long due = begun + asked / RATE * 1_000_000_000L;
                    Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
                }
                assertThat(training.isAlive()).isTrue();
                served.add(server.figures());
                trained.add(training.figures());
                say(
                        String.format(
                                Locale.ROOT,
                                "%d,%d,%d,%s,%s",
                                minute,
                                asked,
                                requests.wrong(),
                                served.get(minute - 1),
                                trained.get(minute - 1)));
            }
            say(requests.counts().toString());
            assertThat(requests.wrong()).isZero();
            flat("server", served);
            flat("training", trained);
            assertThat(server.end()).isZero();
        }
    }

    /** The second half's slope, and that nothing but memory grew; memory by less than a fifth. */
    private static void flat(String name, List<ServerProcess.Figures> minutes) throws IOException {
        int half = minutes.size() / 2;
        List<ServerProcess.Figures> late = minutes.subList(half, minutes.size());
        double middle = (late.size() - 1) / 2.0;
        double mean = late.stream().mapToDouble(ServerProcess.Figures::mib).average().orElse(0);
        double above = 0;
        double below = 0;
        for (int i = 0; i < late.size(); i++) {
            above += (i - middle) * (late.get(i).mib() - mean);
            below += (i - middle) * (i - middle);
        }
        say(
                String.format(
                        Locale.ROOT,
                        "%s: %.1f MiB resident in the second half, %+.2f MiB an hour",
                        name,
                        mean,
                        below == 0 ? 0 : 60 * above / below));
        ServerProcess.Figures first = minutes.get(half);
        ServerProcess.Figures last = minutes.get(minutes.size() - 1);
        assertThat(last.mib()).isLessThan(1.2 * first.mib());
        assertThat(last.descriptors()).isLessThanOrEqualTo(first.descriptors() + 20);
        assertThat(last.threads()).isLessThanOrEqualTo(first.threads() + 8);
        assertThat(last.temporary()).isLessThanOrEqualTo(first.temporary() + 2);
    }

    private static void say(String line) throws IOException {
        System.out.println(line);
        String file = System.getProperty("hearth.soak");
        if (file != null) {
            Files.writeString(
                    Path.of(file),
                    line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    private static Path pictures(Path folder) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 60; i++) {
            BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
            for (int k = 0; k < 1600; k++) {
                image.setRGB(k % 40, k / 40, random.nextInt(1 << 24) | 0xFF << 8 * (i % 3));
            }
            Path own = Files.createDirectories(folder.resolve("class" + i % 3));
            Files.write(own.resolve(i + ".png"), Asked.png(image));
        }
        return folder;
    }

    /** The other process: trains on a folder again and again until it is ended. */
    static final class Trainings {

        private Trainings() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Path out = Path.of(arguments[1]);
            for (int seed = 1; ; seed++) {
                FineTuning.of("inception-miniature")
                        .on(Path.of(arguments[0]))
                        .seed(seed)
                        .batch(8)
                        .epochs(2)
                        .notices(text -> {})
                        .train(out);
                try (Stream<Path> all = Files.walk(out)) {
                    for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(each);
                    }
                }
                Thread.sleep(Long.parseLong(arguments[2]));
            }
        }
    }
}
