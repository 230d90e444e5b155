package dev.hearth.bench;

import dev.hearth.tensor.Check;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./hearth bench}: measures, prints a table, writes JSON, CSV and the README. */
@Command(
        name = "hearth bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures Hearth beside the presets it stands on: speed, memory, and where the time goes.")
public final class Bench implements Callable<Integer> {

    /** What can be asked for by name. */
    enum Part {
        /** The computer's rate of arithmetic. */
        MATRIX(MatrixRate.GROUP, new MatrixRate()),
        /** E1. */
        MLP(MlpSteps.GROUP, new MlpSteps()),
        /** The parts of E1. */
        PROFILE(Profile.GROUP, new Profile()),
        /** The convolutional net. */
        CONVOLUTIONS(ConvolutionSteps.GROUP, new ConvolutionSteps()),
        /** Images of a generator. */
        SAMPLING(SamplingRate.GROUP, new SamplingRate()),
        /** The score of images. */
        PARZEN(ParzenRate.GROUP, new ParzenRate()),
        /** A GAN step. */
        GAME(GameSteps.GROUP, new GameSteps()),
        /** The parts of a GAN step. */
        GAME_PROFILE(GameProfile.GROUP, new GameProfile()),
        /** The published net of weight normalisation. */
        WEIGHT_NORM(WeightNormSteps.GROUP, new WeightNormSteps()),
        /** A variational autoencoder. */
        VAE(VaeSteps.GROUP, new VaeSteps()),
        /** An autoencoder that paints in steps. */
        DRAW(DrawSteps.GROUP, new DrawSteps()),
        /** Deep Q-learning. */
        DQN(QLearningSteps.GROUP, new QLearningSteps()),
        /** bfloat16 beside float32. */
        PRECISION(MixedPrecisionSteps.GROUP, new MixedPrecisionSteps()),
        /** What bounds convolutional nets. */
        CONVOLUTION_SHARE(ConvolutionShare.GROUP, new ConvolutionShare()),
        /** The joint net of the papers' ideas. */
        IDEAS(IdeaSteps.GROUP, new IdeaSteps()),
        /** How OpenMP's threads wait. */
        WAITING(WaitingThreads.GROUP, new WaitingThreads()),
        /** The largest net. */
        INCEPTION_STEP(InceptionSteps.GROUP, new InceptionSteps()),
        /** Kernels for small nets. */
        KERNELS(KernelGains.GROUP, new KernelGains()),
        /** Recurrence. */
        LSTM(LstmSteps.GROUP, new LstmSteps()),
        /** Fractional max-pooling. */
        POOL(PoolPasses.GROUP, new PoolPasses()),
        /** From image files to inputs. */
        PICTURES(PictureRate.GROUP, new PictureRate()),
        /** Inference of Inception-v4. */
        INCEPTION(InceptionSpeed.GROUP, new InceptionSpeed()),
        /** Inference in eight bits. */
        EIGHT_BITS(EightBits.GROUP, new EightBits()),
        /** Inference in bfloat16, by oneDNN. */
        ENGINE(EnginePrecision.GROUP, new EnginePrecision()),
        /** Batches. */
        LOADER(LoaderRate.GROUP, new LoaderRate()),
        /** Data parallelism. */
        WORKERS(WorkerSteps.GROUP, new WorkerSteps()),
        /** As the work grows. */
        SCALING(Scaling.GROUP, new Scaling()),
        /** Memory. */
        MEMORY(Footprint.GROUP, new Footprint());

        private final String group;
        private final Measurement measurement;

        Part(String group, Measurement measurement) {
            this.group = group;
            this.measurement = measurement;
        }
    }

    @Option(
            names = "--quick",
            description =
                    "a few minutes on two cores that nobody else uses, seconds for a small part"
                            + " (--only); writes files only where --out says")
    private boolean quick;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "thread counts to measure with (default: 1,2)")
    private List<Integer> threads = List.of(1, 2);

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "some of: ${COMPLETION-CANDIDATES}; writes files only where --out says")
    private List<Part> only = List.of();

    @Option(
            names = "--update",
            description =
                    "with --only: these parts take the place of the earlier figures of this machine"
                            + " and these versions; the others stay")
    private boolean update;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the results go (default: bench/results, and bench/README.md)")
    private Path out;

    /**
     * The entry.
     *
     * @param arguments of the command line
     */
    public static void main(String[] arguments) {
        System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        System.exit(line().execute(arguments));
    }

    /** The command line, as tests call it too. */
    static CommandLine line() {
        CommandLine line = new CommandLine(new Bench());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    boolean wrong = failure instanceof IllegalArgumentException;
                    command.getErr()
                            .println(
                                    wrong
                                            ? failure.getMessage()
                                            : "The measurement failed: " + failure + ".");
                    return wrong ? 2 : 1;
                });
        return line;
    }

    @Override
    public Integer call() throws IOException {
        Effort depth = quick ? Effort.quick(threads) : Effort.full(threads);
        String words = quick ? "quick" : "full";
        Optional<Path> folder =
                Optional.ofNullable(System.getProperty("hearth.home"))
                        .map(home -> Path.of(home).resolve("bench"));
        Optional<Path> results =
                out == null ? folder.map(bench -> bench.resolve("results")) : Optional.of(out);
        Optional<BenchReport> before = update ? earlier(words, results) : Optional.empty();
        Map<String, String> about = new LinkedHashMap<>();
        List<Quantity> known = new ArrayList<>(before.map(BenchReport::figures).orElse(List.of()));
        List<Quantity> figures = new ArrayList<>();
        for (Part part : Part.values()) {
            if (only.isEmpty() || only.contains(part)) {
                System.err.println("… " + part.group);
                about.put(part.group, part.measurement.about());
                List<Quantity> came = part.measurement.measure(depth, List.copyOf(known));
                known.removeIf(figure -> figure.group().equals(part.group));
                known.addAll(came);
                figures.addAll(came);
            }
        }
        BenchReport report = BenchReport.of(words, about, figures);
        System.out.print(report.text());
        if (before.isPresent()) {
            List<String> order = Stream.of(Part.values()).map(part -> part.group).toList();
            report = report.over(before.get(), order);
        }
        boolean whole = only.isEmpty() || update;
        if (out != null) {
            report.write(out);
        } else if (!quick && whole && folder.isPresent()) {
            report.write(results.get());
            new Page(folder.get().resolve("README.md")).alone(report.readme(report.slug()));
        }
        return 0;
    }

    /** The figures that are to be kept, looked up before anything is measured. */
    private static Optional<BenchReport> earlier(String depth, Optional<Path> results)
            throws IOException {
        String slug = BenchReport.of(depth, Map.of(), List.of()).slug();
        Optional<Path> file = results.map(folder -> folder.resolve(slug + ".json"));
        if (file.isEmpty() || !Files.exists(file.get())) {
            throw Check.error(
                    "--update needs earlier figures of this machine and these versions",
                    "none at " + file.map(Path::toString).orElse("any place"),
                    "Measure everything first: leave --update and --only out.");
        }
        return Optional.of(BenchReport.read(file.get()));
    }
}
