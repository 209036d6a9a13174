package io.trebuchet.cli;

import io.trebuchet.metrics.TrialResult;
import io.trebuchet.process.Causes;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.UsageException;
import io.trebuchet.run.RunsFolder;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.TrialsFile;
import io.trebuchet.terminal.OutcomeWord;
import io.trebuchet.terminal.RunTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code trebuchet ls}. */
@Command(name = "ls", description = "Lists runs, newest last.", mixinStandardHelpOptions = true)
final class LsCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "The folder that holds them. " + RunsFolder.DEFAULT + ".")
  private @Nullable Path named;

  @Override
  public Integer call() throws IOException {
    Path root = named == null ? RunsFolder.toLookAt(Path.of(".")) : named;
    if (named != null && !Files.isDirectory(root)) {
      throw new UsageException("there is no folder " + root);
    }
    if (!Files.isDirectory(root)) {
      System.out.println("no runs in " + root);
      return ExitCode.DONE;
    }
    List<RunTable.Run> runs = new ArrayList<>();
    List<Path> folders;
    try (var entries = Files.list(root)) {
      folders = entries.filter(Files::isDirectory).sorted().toList();
    }
    for (Path folder : folders) {
      RunDirectory run = new RunDirectory(folder);
      if (isRun(run)) {
        try {
          runs.add(run(run));
        } catch (IOException e) {
          // One run that cannot be read must not hide the others.
          System.err.println(
              String.format(Locale.ROOT, "%s is left out: %s", folder, Causes.of(e)));
        }
      }
    }
    if (runs.isEmpty()) {
      System.out.println("no runs in " + root);
      return ExitCode.DONE;
    }
    runs.sort(Comparator.comparing(RunTable.Run::started));
    TablePrinter.print(
        (width, capability) -> RunTable.lines(runs, width, ZoneId.systemDefault(), capability));
    return ExitCode.DONE;
  }

  /** One that is only beginning has no manifest yet. */
  private static boolean isRun(RunDirectory run) throws IOException {
    return Files.exists(run.manifest(), LinkOption.NOFOLLOW_LINKS)
        || (Files.exists(run.config(), LinkOption.NOFOLLOW_LINKS)
            && !EndpointFile.isHeld(run.root()));
  }

  private static RunTable.Run run(RunDirectory directory) throws IOException {
    Manifest manifest = Manifest.read(directory.manifest());
    List<TrialResult> results =
        Files.exists(directory.trials(), LinkOption.NOFOLLOW_LINKS)
            ? TrialsFile.read(directory.trials())
            : List.of();
    return new RunTable.Run(
        directory.root().toString(),
        manifest.name(),
        manifest.started(),
        results.size(),
        OutcomeWord.count(results),
        manifest.store());
  }
}
