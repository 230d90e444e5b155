package dev.hearth.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tensor.LibTorch;
import dev.hearth.train.Exchange;
import dev.hearth.train.recipe.DataParallelRecipe;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Small;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The exchange of {@link Exchange}'s documentation, between two processes. */
@Timeout(120)
class GlooExchangeTest {

    @TempDir private Path temp;

    /** As printed there. */
    private static final class GlooExchange implements Exchange {

        private final int rank;
        private final FileStore store;
        private final ProcessGroupGloo group;

        GlooExchange(Path folder, int rank) {
            this.rank = rank;
            var options = ProcessGroupGloo.Options.create();
            options.devices(
                    new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname("127.0.0.1")));
            store = new FileStore(folder.resolve("gloo").toString(), 2);
            group = new ProcessGroupGloo(store, rank, 2, options);
        }

        @Override
        public void sum(float[] values) {
            if (values.length == 0) {
                return;
            }
            try (PointerScope operation = new PointerScope()) {
                var all = Tensor.create(values);
                group.allreduce(new TensorVector(all))._wait();
                new FloatPointer(all.data_ptr_float()).get(values);
            }
        }

        @Override
        public int rank() {
            return rank;
        }

        @Override
        public int workers() {
            return 2;
        }

        @Override
        public void fail(String why) {
            close();
        }

        @Override
        public void close() {
            group.close();
            store.close();
        }
    }

    /** One of the two: messages of several lengths, then a run. */
    static final class Rank {

        private Rank() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            int rank = Integer.parseInt(arguments[1]);
            LibTorch.threads(1);
            try (Exchange exchange = new GlooExchange(folder, rank)) {
                byte[] own = (rank == 0 ? "" : "é, of 1").getBytes(StandardCharsets.UTF_8);
                List<byte[]> all = exchange.gather(own);
                byte[] first = exchange.fromFirst(new byte[] {(byte) (rank - 128), 127});
                System.out.println(
                        all.get(0).length
                                + " "
                                + new String(all.get(1), StandardCharsets.UTF_8)
                                + " "
                                + first[0]
                                + " "
                                + first[1]);
                Small.run(recipe(), 7, folder.resolve("run"))
                        .execute(
                                Small.place(folder.resolve("data" + rank)).with(exchange),
                                List.of());
            }
        }
    }

    private static RunSpec recipe() {
        return DataParallelRecipe.of(Small.recipe(300, 3, 1), 2);
    }

    @Test
    void a_run_of_two_processes_over_gloo_is_that_over_hearths_exchange() throws Exception {
        List<Process> both = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            both.add(
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    "-Dfile.encoding=UTF-8",
                                    "-Dstdout.encoding=UTF-8",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Rank.class.getName(),
                                    temp.toString(),
                                    "" + rank)
                            .redirectErrorStream(true)
                            .redirectOutput(temp.resolve("said" + rank).toFile())
                            .start());
        }
        for (int rank = 0; rank < 2; rank++) {
            String said = "worker " + rank;
            assertThat(both.get(rank).waitFor(100, TimeUnit.SECONDS)).as(said).isTrue();
            said = Files.readString(temp.resolve("said" + rank));
            assertThat(both.get(rank).exitValue()).as(said).isZero();
            assertThat(said).contains("0 é, of 1 -128 127\n");
        }
        LibTorch.threads(1);
        // Of two numbers there is one sum, whatever the order.
        Result own =
                Ranks.run(
                                2,
                                exchange ->
                                        Small.run(recipe(), 7, temp.resolve("own"))
                                                .execute(
                                                        Small.place(
                                                                        temp.resolve(
                                                                                "data"
                                                                                        + exchange
                                                                                                .rank()))
                                                                .with(exchange),
                                                        List.of()))
                        .get(0);
        Result gloo = Result.read(temp.resolve("run").resolve("result.json"));
        assertThat(gloo.history()).isEqualTo(own.history());
        assertThat(gloo.metrics()).isEqualTo(own.metrics());
        assertThat(Small.bits(temp.resolve("run"))).isEqualTo(Small.bits(temp.resolve("own")));
    }
}
