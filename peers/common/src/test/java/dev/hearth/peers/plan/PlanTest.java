package dev.hearth.peers.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

    private static final List<String> HEAD =
            List.of(
                    "row made-up",
                    "kind TRAIN",
                    "threads 2",
                    "batch 2",
                    "batches 3",
                    "image 1 2 2",
                    "classes 10",
                    "method MOMENTUM",
                    "rate 0.01",
                    "momentum 0.9",
                    "out 73");

    /** A shortcut around two branches, with a window that is padded one way. */
    private static final List<String> NET =
            List.of(
                    "net net",
                    "weight learned 2 1 3 1",
                    "weight learned 2",
                    "weight kept 2",
                    "weight kept 2",
                    "weight learned 3 4",
                    "weight learned 3",
                    "step 1 convolution 0 weight=0 bias=1 rows=3 columns=1 down=1 across=1 top=1 left=0",
                    "step 2 batch-norm 1 shift=1 mean=2 variance=3 epsilon=0.001 momentum=0.1",
                    "step 3 relu 2",
                    "step 4 max-pool 3 rows=2 columns=2 down=2 across=2 top=0 left=0",
                    "step 5 mean-pool 3 rows=2 columns=2 down=2 across=2 top=0 left=0",
                    "step 6 concat 4,5",
                    "step 7 add 6,3 scale=0.17",
                    "step 8 global-mean 7",
                    "step 9 flatten 8",
                    "step 10 dropout 9 rate=0.5",
                    "step 11 linear 10 weight=4 bias=5");

    @TempDir private Path folder;

    @BeforeEach
    void write() throws IOException {
        write(NET);
        Files.write(folder.resolve("weights.bin"), floats(6 + 2 + 2 + 2 + 12 + 3));
        Files.write(folder.resolve("images.bin"), floats(3 * 2 * 4));
        ByteBuffer labels = ByteBuffer.allocate(4 * 6).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, 6).forEach(labels::putInt);
        Files.write(folder.resolve("labels.bin"), labels.array());
    }

    private void write(List<String> net) throws IOException {
        List<String> lines = new ArrayList<>(HEAD);
        lines.addAll(net);
        Files.write(folder.resolve("plan.txt"), lines);
    }

    /** 0, 1, 2, …, little-endian. */
    private static byte[] floats(int count) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, count).forEach(i -> buffer.putFloat(i));
        return buffer.array();
    }

    @Test
    void the_head_and_the_batches_are_read() {
        Plan plan = Plan.read(folder);
        assertThat(plan.row()).isEqualTo("made-up");
        assertThat(plan.kind()).isEqualTo(Kind.TRAIN);
        assertThat(plan.method()).isEqualTo(Method.MOMENTUM);
        assertThat(plan.rate()).isEqualTo(0.01);
        assertThat(plan.momentum()).isEqualTo(0.9);
        assertThat(plan.shape()).containsExactly(2, 1, 2, 2);
        assertThat(plan.images()).hasSize(3);
        assertThat(plan.images().get(2)).containsExactly(16, 17, 18, 19, 20, 21, 22, 23);
        assertThat(plan.labels().get(1)).containsExactly(2, 3);
        assertThat(plan.noise()).isEmpty();
    }

    @Test
    void weights_follow_one_another_with_their_shapes() {
        List<Weight> weights = Plan.read(folder).net().weights();
        assertThat(weights)
                .extracting(Weight::learned)
                .containsExactly(true, true, false, false, true, true);
        assertThat(weights.get(0).extents()).containsExactly(2, 1, 3, 1);
        assertThat(weights.get(0).values()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(weights.get(4).extents()).containsExactly(3, 4);
        assertThat(weights.get(5).values()).containsExactly(24, 25, 26);
    }

    private String said() {
        List<String> arrays = IntStream.range(0, 6).mapToObj(i -> "w" + i).toList();
        return Plan.read(folder).net().say(new Spelled(), "x", arrays);
    }

    @Test
    void a_dialect_says_what_the_plan_says() {
        String sum =
                "relu(bn(conv(x, w0, w1, 3×1 by 1×1 padded 1×0), null, w1, w2, w3, 0.001, 0.1))";
        String branches = "concat([max(" + sum + ", 2×2 by 2×2), mean(" + sum + ", 2×2 by 2×2)])";
        assertThat(said())
                .isEqualTo(
                        "linear(drop(flat(global(add("
                                + branches
                                + ", "
                                + sum
                                + ", 0.17))), 0.5), w4, w5)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "leaky-relu 0 slope=0.1, no leaky ReLU",
                "elu 0, no ELU",
                "sigmoid 0, no sigmoid",
                "noise 0 deviation=0.15, no Gaussian noise",
                "largest 0 pieces=5, no maxout",
                "linear 0 direction=0 gain=1, no weight normalisation",
                "swish 0, no word for swish",
            })
    void what_a_peer_has_no_word_for_it_cannot_do(String step) throws IOException {
        String[] parts = step.split(", ");
        write(List.of("net net", "weight learned 2", "weight learned 2", "step 1 " + parts[0]));
        assertThatThrownBy(this::said)
                .isInstanceOf(UnsupportedException.class)
                .hasMessage(parts[1]);
    }

    @Test
    void a_folder_without_a_plan_is_not_read() {
        assertThatThrownBy(() -> Plan.read(folder.resolve("nothing")))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void who_cannot_says_so_and_serves_nothing() throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            PeerProtocol.serve(
                    new String[] {folder.toString()},
                    "1.0",
                    plan -> {
                        throw new UnsupportedException("no word for " + plan.row());
                    });
        } finally {
            System.setOut(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo("cannot no word for made-up\n");
    }
}
