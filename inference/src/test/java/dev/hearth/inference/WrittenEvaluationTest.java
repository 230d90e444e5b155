package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.train.metric.Confusion;
import dev.hearth.train.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenEvaluationTest {

    private static final List<String> CLASSES =
            List.of("a,b", "say \"x\"", "two\nlines", "", "plain", "never seen");

    @TempDir private Path temp;

    private static Result result() {
        return new Result(
                "images/x/net",
                "hash",
                "short",
                Map.of(),
                1,
                "cpu",
                1,
                "",
                Map.of(),
                Map.of("topOneError", 37.5, "topFiveError", 12.5),
                List.of(),
                1,
                1);
    }

    @Test
    void what_was_written_is_read_whatever_the_classes_are_called() {
        Confusion confusion = new Confusion(CLASSES.size());
        for (int label = 0; label < 5; label++) {
            confusion.add(label, label, 3 + label);
            confusion.add(label, (label + 1) % 5, 2);
        }
        Evaluation before =
                new Evaluation(CLASSES, TestCrops.ONE, 35, 37.5, 12.5, confusion, List.of());
        before.write(temp, InputSpec.unscaled(8, 1));
        Evaluation read = WrittenEvaluation.read(temp, CLASSES, result()).orElseThrow();
        assertThat(read.perClass()).isEqualTo(before.perClass());
        assertThat(read.errors()).isEqualTo(before.errors());
        assertThat(read.count()).isEqualTo(35);
        assertThat(read.meanF1()).isEqualTo(before.meanF1());
    }

    @Test
    void a_table_that_is_not_there_is_none_and_a_spoilt_one_is_an_error() throws IOException {
        assertThat(WrittenEvaluation.read(temp, CLASSES, result())).isEmpty();
        Path table = temp.resolve("confusion.csv");
        for (String rows :
                List.of("plain,other,3\n", "plain,plain,3\nplain,pl", "plain,plain,x\n")) {
            Files.writeString(table, "class,taken for,count\n" + rows);
            assertThatThrownBy(() -> WrittenEvaluation.read(temp, CLASSES, result()))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining(". Received: ");
        }
    }
}
