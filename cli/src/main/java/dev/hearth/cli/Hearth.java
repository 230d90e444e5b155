package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.data.dataset.FileNames;
import dev.hearth.onnx.NonFiniteOutputException;
import dev.hearth.tensor.Check;
import dev.hearth.train.DivergedException;
import dev.hearth.train.Exchange;
import dev.hearth.weights.WriteFailedException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program. Exit codes: 0 done, 1 the run failed, 2 the command line or an input is wrong. */
@Command(
        name = "hearth",
        mixinStandardHelpOptions = true,
        version = "Hearth 0.1.0",
        description =
                "Deep learning on the JVM: trains, measures and uses models, and reproduces five papers.",
        footer = {
            "",
            "./hearth COMMAND --help explains a command; ./hearth bench measures speed and memory;"
                    + " ./hearth build --heif adds HEIC and AVIF."
        },
        subcommands = {
            ReproduceCommand.class,
            ListCommand.class,
            LedgerCommand.class,
            ReportCommand.class,
            DescribeCommand.class,
            RunCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            ServeCommand.class,
            GenerateCommand.class,
            DataCommand.class,
            DoctorCommand.class,
            PlayCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Hearth implements Runnable {

    private static final String HOSTS = "jdk.net.hosts.file";

    @Spec private CommandSpec spec;

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // The library's log is printed as lines without a date.
        System.setProperty("java.util.logging.SimpleFormatter.format", "Hearth: %5$s%n");
        lookNothingUp(List.of(arguments));
        StandardOutput standard = new StandardOutput();
        PrintStream out = ProgramName.stream(standard);
        PrintStream err = ProgramName.stream(System.err);
        System.setOut(out);
        System.setErr(err);
        // Otherwise the parser would print in the encoding of the locale.
        int code =
                line().setOut(ProgramName.writer(out))
                        .setErr(ProgramName.writer(err))
                        .execute(arguments);
        out.flush();
        if (standard.failure().isPresent()) {
            err.println(
                    Check.message(
                            "The standard output needs to be written to its end",
                            standard.failure().get(),
                            "Free its disk, or send it elsewhere"));
            code = Math.max(code, 1);
        }
        err.flush();
        System.exit(code);
    }

    /**
     * Java's fonts ask for the address of this computer's own name, which may be asked of a name server. Where
     * no address of another computer is needed, the list of hosts alone is read.
     */
    private static void lookNothingUp(List<String> arguments) {
        boolean needsNames =
                arguments.stream().anyMatch(each -> each.startsWith("--on"))
                        || arguments.contains("data")
                        || arguments.contains("serve");
        Path hosts = Path.of("/etc/hosts");
        if (!needsNames && System.getProperty(HOSTS) == null && Files.isReadable(hosts)) {
            System.setProperty(HOSTS, hosts.toString());
        }
    }

    /**
     * Runs a command as one of several workers that are there already, such as the tasks of a cluster. What
     * ends the command is thrown here.
     *
     * @param exchange of this worker
     */
    public static void work(Exchange exchange, List<String> arguments) {
        CommandLine line = line();
        RuntimeException[] ended = new RuntimeException[1];
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    ended[0] =
                            failure instanceof RuntimeException known
                                    ? known
                                    : new IllegalStateException(failure);
                    return 1;
                });
        WorkersOption.join(line, exchange);
        int code = line.execute(arguments.toArray(String[]::new));
        if (ended[0] != null) {
            throw ended[0];
        }
        if (code != 0) {
            throw new IllegalStateException(
                    "A worker needs a command that ends well. Received: exit code "
                            + code
                            + ". Look at the worker's output.");
        }
    }

    /**
     * A new command line with every command, or with those of an installation where this is one; the
     * commands of documents are checked with it.
     */
    public static CommandLine line() {
        CommandLine line = new CommandLine(new Hearth());
        return handling(ProgramName.isInstalled() ? InstalledCommands.of(line) : line);
    }

    private static CommandLine handling(CommandLine line) {
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // @LIST is a list of pictures, not of arguments.
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler(
                (problem, arguments) -> {
                    problem.getCommandLine()
                            .getErr()
                            .println(Words.error(UsageErrors.message(problem, arguments)));
                    return 2;
                });
        line.setExecutionStrategy(
                parsed -> {
                    DamagedPictures damaged = DamagedPictures.count();
                    try {
                        return new CommandLine.RunLast().execute(parsed);
                    } catch (Error failure) {
                        // The parser hands exceptions alone to the handler below.
                        throw new CommandLine.ExecutionException(line, failure.toString(), failure);
                    } finally {
                        damaged.summary().map(Words::error).ifPresent(line.getErr()::println);
                        damaged.close();
                    }
                });
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    if (Words.isEnding()) {
                        return 1;
                    }
                    command.getErr()
                            .println(
                                    Words.error(
                                            OptionHints.with(
                                                    Words.visible(message(failure)),
                                                    command.getCommandSpec())));
                    if (System.getenv("HEARTH_TRACE") != null) {
                        failure.printStackTrace(command.getErr());
                    }
                    return isWrongInput(failure) ? 2 : 1;
                });
        return line;
    }

    private static boolean isWrongInput(Throwable failure) {
        return failure instanceof BadDataException || failure instanceof IllegalArgumentException;
    }

    private static String message(Throwable failure) {
        if (failure instanceof InvalidPathException path) {
            return Check.message(
                    "A file needs a name that this system can write",
                    path.getInput(),
                    FileNames.mend());
        }
        if (failure.getCause() instanceof OutOfMemoryError memory) {
            return Check.message(
                    "This needs more memory than Java may use, "
                            + Runtime.getRuntime().maxMemory() / (1 << 20)
                            + " MiB",
                    memory.toString(),
                    "Use fewer or smaller examples, or HEARTH_JAVA=-Xmx16g for 16 GiB");
        }
        boolean hasThreeParts = String.valueOf(failure.getMessage()).contains(". Received: ");
        if (isWrongInput(failure)
                || failure instanceof DivergedException
                || failure instanceof CancelledException
                || failure instanceof NonFiniteOutputException
                || failure instanceof WriteFailedException
                || hasThreeParts) {
            return failure.getMessage();
        }
        return "The run failed: " + failure + " (set HEARTH_TRACE=1 for where).";
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                Check.message(
                        "hearth needs a command",
                        "none",
                        "Begin with ./hearth --help, ./hearth list or ./hearth reproduce"));
    }
}
