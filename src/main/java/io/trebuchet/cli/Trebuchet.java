package io.trebuchet.cli;

import io.trebuchet.config.ConfigException;
import io.trebuchet.data.ChangedDataException;
import io.trebuchet.data.FetchException;
import io.trebuchet.data.MissingDataException;
import io.trebuchet.metrics.PlainText;
import io.trebuchet.process.Causes;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.LostException;
import io.trebuchet.process.UsageException;
import io.trebuchet.process.Version;
import io.trebuchet.storage.OpenFiles;
import io.trebuchet.storage.RunDirectoryException;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.UnusableFileException;
import io.trebuchet.terminal.PlainStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.InitializationException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
@Command(
    name = "trebuchet",
    description = {
      "Runs learning-rate sweeps far past the edge of stability and keeps every step.",
      "",
      "  trebuchet check configs/fig01.conf   say what the sweep of a config will take",
      "  trebuchet run configs/fig01.conf     run it",
      "  trebuchet show runs/fig01-…          look at its trials",
      "  trebuchet serve                      look at all runs in a browser",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 internal error or no room for what was asked for, 2 bad usage,",
      "config or data, 3 metrics lost,",
      "4 store unreachable, 5 some trials failed, 130 interrupted; of several, the first of",
      "4, 3, 130, 5."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Trebuchet {
  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          CheckCommand.class,
          ResumeCommand.class,
          ControlCommand.Pause.class,
          ControlCommand.Continue.class,
          ControlCommand.Stop.class,
          BoundaryCommand.class,
          DataCommand.class,
          LsCommand.class,
          ShowCommand.class,
          ExportCommand.class,
          VerifyCommand.class,
          ReplayCommand.class,
          ServeCommand.class,
          DashboardsCommand.class);

  /** Of a checkout, where its classes are on the class path; not of the product. */
  private static final String BENCH = "bench";

  private Trebuchet() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    PlainStream.install();
    Thread.setDefaultUncaughtExceptionHandler(Trebuchet::uncaught);
    System.exit(told(execute(args)));
  }

  /** The code of a command whose words may not all have arrived. */
  private static int told(int code) {
    Optional<IOException> failure = PlainStream.failure();
    failure.ifPresent(
        e ->
            System.err.println("trebuchet: standard output: not all was written: " + Causes.of(e)));
    return failure.isPresent() && code == ExitCode.DONE ? ExitCode.INTERNAL : code;
  }

  /** A process with threads that ran out of memory neither computes nor ends. */
  private static void uncaught(Thread thread, Throwable error) {
    System.err.println(
        PlainText.shown(String.format(Locale.ROOT, "trebuchet: %s: %s", thread.getName(), error)));
    if (error instanceof OutOfMemoryError) {
      Runtime.getRuntime().halt(ExitCode.INTERNAL);
    }
  }

  /** Runs a command; the answer is its exit code. */
  public static int execute(String... args) {
    return execute(writer(System.err), args);
  }

  /** Help is drawn in colours where there are any. */
  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(PlainStream.raw(stream), true, stream.charset());
  }

  /** The same with another place for what goes wrong. */
  public static int execute(PrintWriter err, String... args) {
    try {
      return line(err, args).execute(args);
    } catch (InternalError e) {
      // What the JVM makes of a file that is shorter than what it was mapped for.
      LoggerFactory.getLogger(Trebuchet.class).error("damaged file", e);
      err.println(
          "trebuchet: a file of the database is damaged: it is shorter than the database says; take"
              + " the database from a copy, or `trebuchet resume --recompute` the run");
      err.flush();
      return ExitCode.STORE;
    } catch (ServiceConfigurationError e) {
      return unusable(err, e);
    } catch (InitializationException e) {
      // An option's default is made as its command is, and picocli wraps what goes wrong.
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof ServiceConfigurationError service) {
          return unusable(err, service);
        }
      }
      throw e;
    }
  }

  private static int unusable(PrintWriter err, ServiceConfigurationError error) {
    err.println(
        PlainText.shown(
            "trebuchet: a class of TREBUCHET_CLASSPATH cannot be used: " + error.getMessage()));
    err.flush();
    return ExitCode.USAGE;
  }

  /** With the commands that these arguments call. */
  static CommandLine line(PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new Trebuchet());
    commands(args).forEach(line::addSubcommand);
    return line.setOut(writer(System.out))
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Trebuchet::misused)
        .setExecutionExceptionHandler(new Explained())
        .setUsageHelpAutoWidth(true);
  }

  /**
   * The one that is called, since to describe all of them takes longer than most do; all if none
   * is.
   */
  private static List<Class<?>> commands(String... args) {
    if (args.length > 0 && args[0].equals(BENCH)) {
      return bench();
    }
    List<Class<?>> called =
        COMMANDS.stream()
            .filter(command -> args.length > 0 && name(command).equals(args[0]))
            .toList();
    return called.isEmpty() ? COMMANDS : called;
  }

  private static List<Class<?>> bench() {
    try {
      return List.of(Class.forName("io.trebuchet.bench.BenchCommand"));
    } catch (ClassNotFoundException e) {
      return COMMANDS;
    }
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  /** As picocli does it, but names of files that a shell has put in are text here too. */
  private static int misused(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    CommandLine.Help.ColorScheme colours = command.getColorScheme();
    String message = PlainText.shown(String.valueOf(error.getMessage()));
    err.println(colours.errorText(message));
    if (!UnmatchedArgumentException.printSuggestions(error, err)) {
      command.usage(err, colours);
    }
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** Tells people what went wrong in a line or two; the log holds the rest. */
  private static final class Explained implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(
        Exception error, CommandLine commandLine, ParseResult parsed) {
      PrintWriter err = commandLine.getErr();
      int code = code(error);
      if (code == ExitCode.INTERNAL && !(error instanceof FileSystemException)) {
        LoggerFactory.getLogger(Trebuchet.class).error("internal error", error);
        err.println(PlainText.shown("trebuchet: internal error: " + error));
        for (StackTraceElement frame : error.getStackTrace()) {
          if (frame.getClassName().startsWith("io.trebuchet")) {
            err.println("  at " + frame);
            break;
          }
        }
      } else {
        lines(error).stream().map(PlainText::shown).forEach(err::println);
      }
      if (OpenFiles.saidBy(error)
          && !String.valueOf(error.getMessage()).contains(OpenFiles.ADVICE)) {
        err.println("too many files are open: " + OpenFiles.ADVICE);
      }
      err.flush();
      return code;
    }

    /** A line of its own for each thing that is wrong; a line end within one is part of it. */
    private static List<String> lines(Exception error) {
      return switch (error) {
        case FileSystemException file -> List.of(Causes.of(file));
        case ConfigException config ->
            config.faults().stream().map(ConfigException.Fault::toString).toList();
        case UsageException usage -> usage.lines();
        default -> List.of(String.valueOf(error.getMessage()));
      };
    }

    /** What is not there or not allowed is the user's to mend; a full disk is not their usage. */
    private static boolean isOfTheUser(Exception error) {
      return error instanceof AccessDeniedException
          || error instanceof NoSuchFileException
          || error instanceof NotDirectoryException
          || error instanceof FileAlreadyExistsException;
    }

    private static int code(Exception error) {
      if (error instanceof LostException
          || (error instanceof StoreException store
              && store.fault() == StoreException.Fault.CONTRADICTED)) {
        return ExitCode.LOST;
      }
      return error instanceof UsageException
              || error instanceof ConfigException
              || error instanceof MissingDataException
              || error instanceof ChangedDataException
              || error instanceof FetchException
              || error instanceof RunDirectoryException
              || error instanceof UnusableFileException
              || isOfTheUser(error)
              || (error instanceof StoreException store
                  && (store.fault() == StoreException.Fault.FOREIGN
                      || store.fault() == StoreException.Fault.TAKEN))
          ? ExitCode.USAGE
          : error instanceof StoreException ? ExitCode.STORE : ExitCode.INTERNAL;
    }
  }
}
