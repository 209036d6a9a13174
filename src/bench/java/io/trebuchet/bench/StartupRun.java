package io.trebuchet.bench;

import io.trebuchet.run.StartupTimes;
import io.trebuchet.storage.PrivateFiles;
import io.trebuchet.storage.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long one run took from its command, in seconds, as it wrote into its log.
 *
 * @param whole until its process ended
 */
public record StartupRun(double computed, double stored, double whole) {
  private static final int MOST_LOG_BYTES = 1 << 20;

  /**
   * Runs a sweep through the launcher, into a folder that must not exist.
   *
   * @param classCache whether the launcher may use its cache of classes
   * @throws BenchException if it fails
   */
  static StartupRun measure(
      Path launcher, Path config, Path folder, List<String> options, boolean classCache)
      throws BenchException, IOException {
    List<String> command =
        new ArrayList<>(
            List.of(launcher.toString(), "run", config.toString(), "--out", folder.toString()));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TREBUCHET_CLASS_CACHE", classCache ? "on" : "off");
    long began = System.nanoTime();
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int code = process.waitFor();
      double whole = (System.nanoTime() - began) / 1e9;
      if (code != 0) {
        throw new BenchException(
            String.format(
                Locale.ROOT,
                "%s ended with %d: %s",
                String.join(" ", command),
                code,
                said.strip()));
      }
      String log = PrivateFiles.text(new RunDirectory(folder).logFile(), MOST_LOG_BYTES);
      return new StartupRun(
          seconds(log, StartupTimes.COMPUTED), seconds(log, StartupTimes.STORED), whole);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted while a run was measured");
    }
  }

  /** The number after some words of a log. */
  public static double seconds(String log, String words) throws BenchException {
    Matcher matcher = Pattern.compile(Pattern.quote(words) + " ([0-9.]+) s").matcher(log);
    if (!matcher.find()) {
      throw new BenchException("the run's log does not say \"" + words + "\"");
    }
    return Double.parseDouble(matcher.group(1));
  }
}
