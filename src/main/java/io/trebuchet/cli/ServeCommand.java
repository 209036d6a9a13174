package io.trebuchet.cli;

import io.trebuchet.process.Causes;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.Interrupt;
import io.trebuchet.process.UsageException;
import io.trebuchet.run.RunCatalog;
import io.trebuchet.run.RunsFolder;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunDirectoryException;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.UnusableFileException;
import io.trebuchet.stores.EndedStore;
import io.trebuchet.stores.SharedDatabase;
import io.trebuchet.web.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trebuchet serve}. */
@Command(
    name = "serve",
    description = {
      "Shows runs in a browser, and keeps a database at ROOT/db that outlives them.",
      "Runs that start in ROOT meanwhile write to it; runs named here are copied into it first.",
      "Without names all runs of ROOT are shown. Ctrl-C ends it."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final long SECOND = 1_000_000_000L;

  /** What was acknowledged is in the database's log, so an end without ceremony loses nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Parameters(paramLabel = "DIR", arity = "0..*", description = "Directories of runs.")
  private List<Path> directories = List.of();

  @Option(
      names = "--root",
      paramLabel = "ROOT",
      description = {
        "The folder that holds runs. " + RunsFolder.DEFAULT + ", or is empty.",
        "One that is not there is made, and said so."
      })
  private @Nullable Path named;

  @Option(
      names = "--db-dir",
      paramLabel = "DIR",
      description =
          "A database that a run keeps outside of itself; repeatable. Others of that kind are not"
              + " opened.")
  private List<Path> databases = List.of();

  @Mixin private WebOptions web = new WebOptions();

  @Mixin private StoreOptions.Ports ports = new StoreOptions.Ports();

  @Mixin private Trust trust = new Trust();

  @Override
  public Integer call() throws IOException {
    Path root = named == null ? RunsFolder.toLookAt(Path.of(".")) : named;
    web.check();
    ports.check();
    for (Path directory : directories) {
      RunDirectory.open(directory);
    }
    if (named != null && !Files.isDirectory(named)) {
      if (Files.exists(named)) {
        throw new UsageException("--root: " + named + " is no folder");
      }
      System.err.println("there was no folder " + named + ": it is made, and empty");
    }
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Interrupt interrupt = Interrupt.watch(PATIENCE)) {
      interrupt.signal().onStop(interrupted::countDown);
      EndedStore stored = EndedStore.of(databases, trust.given(), System.err::println);
      try (SharedDatabase shared = SharedDatabase.open(root, ports.chosen(), trust.given());
          RunCatalog catalog =
              RunCatalog.of(root, directories, load(shared, stored), shared, stored);
          WebServer server =
              WebServer.start(web.settings(true), Credentials.in(root).token(), catalog);
          EndpointFile endpoint = shared.publish(server.port())) {
        System.out.println(shared.invitation());
        System.out.println("page: " + server.link());
        interrupted.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return interrupt.endWith(ExitCode.DONE);
    }
  }

  /** Copies what can be copied; a run that goes on, or kept no steps, is shown as it is. */
  private Set<String> load(SharedDatabase shared, EndedStore stored) throws IOException {
    Set<String> loaded = new HashSet<>();
    for (Path directory : directories) {
      RunDirectory run = new RunDirectory(directory);
      if (!Files.exists(run.manifest(), LinkOption.NOFOLLOW_LINKS)) {
        throw new RunDirectoryException(directory + " is not a run: it has no manifest", null);
      }
      try {
        long[] said = {System.nanoTime()};
        long rows =
            shared.load(
                run,
                stored::open,
                copied -> {
                  if (System.nanoTime() - said[0] > SECOND) {
                    said[0] = System.nanoTime();
                    System.out.printf(Locale.ROOT, "%s: %,d steps copied …%n", directory, copied);
                  }
                });
        loaded.add(Manifest.read(run.manifest()).runId());
        if (rows > 0) {
          System.out.printf(Locale.ROOT, "%s: %,d steps copied%n", directory, rows);
        }
      } catch (UsageException e) {
        withoutSteps(e);
      } catch (UnusableFileException e) {
        if (directories.size() == 1) {
          throw e;
        }
        // It is shown as damaged, beside the others.
        System.err.println(Causes.of(e));
      } catch (StoreException e) {
        // Its server is away, say, which is no reason to withhold the others.
        if (e.fault() == StoreException.Fault.FOREIGN) {
          throw e;
        }
        withoutSteps(e);
      }
    }
    return loaded;
  }

  private static void withoutSteps(Exception why) {
    System.out.println(why.getMessage() + "; it is shown without its steps");
  }
}
