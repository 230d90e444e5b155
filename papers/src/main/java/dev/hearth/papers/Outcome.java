package dev.hearth.papers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.hearth.data.BadData;
import dev.hearth.train.Result;
import dev.hearth.train.claim.Evidence;
import dev.hearth.train.claim.Finding;
import dev.hearth.train.claim.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an experiment left behind: every run, and what the checks say of them. Stored as JSON beside
 * the paper's card.
 *
 * @param experiment its name
 * @param about what it is about
 * @param budget how much work it was
 * @param setting data, net and training in a line
 * @param deviation how it differs from the paper; empty if it does not
 * @param seconds spent on all runs
 * @param runs by arm and seed
 * @param findings a claim each
 * @param pictures file name and caption of each
 */
public record Outcome(
        String experiment,
        String about,
        String budget,
        String setting,
        String deviation,
        double seconds,
        List<ArmRun> runs,
        List<Finding> findings,
        List<Drawn> pictures) {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * One run of one arm.
     *
     * @param arm which variant
     * @param result what it left behind
     */
    public record ArmRun(String arm, Result result) {}

    /**
     * A picture that was drawn.
     *
     * @param file its name
     * @param caption for those who cannot see it
     */
    public record Drawn(String file, String caption) {}

    /** Runs as the checks see them. */
    static Evidence evidence(String experiment, List<ArmRun> runs) {
        List<Trial> trials = new ArrayList<>();
        for (ArmRun run : runs) {
            trials.add(
                    new Trial(
                            run.arm(),
                            run.result().seed(),
                            run.result().metrics(),
                            run.result().history()));
        }
        return new Evidence(experiment, trials);
    }

    /**
     * As JSON.
     *
     * @return indented
     */
    public String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads one.
     *
     * @param file that {@link #json} was written to
     * @return equal to what was written
     * @throws BadData if it is not one
     */
    public static Outcome read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), Outcome.class);
        } catch (IOException broken) {
            throw new BadData(
                    "An experiment's outcome is read from " + file,
                    String.valueOf(broken.getMessage()).lines().findFirst().orElse(""),
                    "Run ./hearth reproduce again",
                    broken);
        }
    }
}
