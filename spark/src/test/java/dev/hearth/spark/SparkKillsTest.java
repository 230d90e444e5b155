package dev.hearth.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Result;
import dev.hearth.weights.Safetensors;
import dev.hearth.weights.StoredTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One run on two executors, thirty times, of which one is killed at a random moment. */
@Tag("long")
@Timeout(1800)
class SparkKillsTest {

    @TempDir private Path temp;

    private Result train(JavaSparkContext context, String folder) {
        return SparkTraining.train(
                context,
                SparkTrainingTest.recipe(SparkFaultsTest.EPOCHS),
                Budget.SMOKE,
                3,
                temp.resolve(folder),
                SparkFaultsTest.noting(temp.resolve("data"), temp.resolve(folder + ".txt")));
    }

    /** Weights and all else that a checkpoint keeps. */
    private Map<String, List<Float>> state(String folder) {
        Map<String, List<Float>> all = new TreeMap<>();
        try (Safetensors file =
                Safetensors.open(temp.resolve(folder).resolve("checkpoint.safetensors"))) {
            for (StoredTensor tensor : file.tensors()) {
                List<Float> values = new ArrayList<>();
                for (float value : file.floats(tensor.name())) {
                    values.add(value);
                }
                all.put(tensor.name(), values);
            }
        }
        return all;
    }

    /** The process of a worker, some milliseconds after it began; empty if the run was over by then. */
    private Optional<ProcessHandle> later(String folder, int worker, long milliseconds) {
        Path notes = temp.resolve(folder + ".txt");
        try {
            while (true) {
                Optional<SparkFaultsTest.Begin> begin =
                        Files.exists(notes)
                                ? SparkFaultsTest.begins(notes).stream()
                                        .filter(each -> each.worker() == worker)
                                        .findFirst()
                                : Optional.empty();
                if (begin.isPresent()) {
                    Thread.sleep(milliseconds);
                    return Files.exists(temp.resolve(folder).resolve("result.json"))
                            ? Optional.empty()
                            : ProcessHandle.of(begin.get().process());
                }
                Thread.sleep(5);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void a_run_ends_as_undisturbed_whenever_an_executor_is_killed() throws Exception {
        int kills = Integer.getInteger("hearth.test.kills", 30);
        RandomStream chance = new Seed(5).child("kills").stream();
        ExecutorService killer = Executors.newSingleThreadExecutor();
        try (JavaSparkContext context = SparkFaultsTest.open()) {
            Result whole = train(context, "whole");
            Map<String, List<Float>> state = state("whole");
            int done = 0;
            for (int run = 0; done < kills; run++) {
                String folder = "killed" + run;
                int worker = Math.floorMod(chance.nextLong(), 2);
                long after = (long) (chance.nextDouble() * 1e3 * whole.seconds());
                long begun = System.nanoTime();
                Future<Boolean> killed =
                        killer.submit(
                                () ->
                                        later(folder, worker, after)
                                                .filter(ProcessHandle::destroyForcibly)
                                                .isPresent());
                Result came = train(context, folder);
                done += killed.get() ? 1 : 0;
                SparkFaultsTest.assertSame(came, whole);
                assertThat(state(folder)).isEqualTo(state);
                System.out.printf(
                        "kill %d of %d, worker %d after %d ms%s: ended as undisturbed after %.1f s%n",
                        done,
                        kills,
                        worker,
                        after,
                        killed.get() ? "" : ", when it was over",
                        (System.nanoTime() - begun) / 1e9);
            }
        } finally {
            killer.shutdownNow();
        }
    }
}
