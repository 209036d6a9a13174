package io.trebuchet.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Python program that trains an experiment and prints a line of JSON with {@code
 * seconds_per_trial_step}. Its BLAS may use all cores.
 *
 * @param data the folder of image files, null if there is none
 */
record PythonScript(String python, Path script, @Nullable Path data) {
  /** Whether this Python has NumPy. */
  static boolean hasNumPy(String python) {
    return hasModule(python, "numpy");
  }

  /** Whether it has a module. */
  static boolean hasModule(String python, String module) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import " + module)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Runs an experiment; one warm-up and one measurement. */
  double secondsPerTrialStep(Experiment experiment) throws BenchException {
    List<String> command =
        new ArrayList<>(List.of(python, script.toString(), experiment.name(), "--repeats", "1"));
    if (data != null) {
      command.addAll(List.of("--data", data.toString()));
    }
    String said = output(command);
    for (String line : said.lines().toList()) {
      if (line.startsWith("{")) {
        return seconds(line);
      }
    }
    throw new BenchException(
        String.format(
            Locale.ROOT,
            "%s printed no line of JSON: %s",
            String.join(" ", command),
            said.strip()));
  }

  private double seconds(String line) throws BenchException {
    try {
      JsonNode value = new JsonMapper().readTree(line).get("seconds_per_trial_step");
      if (value != null && value.isNumber()) {
        return value.asDouble();
      }
    } catch (JsonProcessingException e) {
      throw new BenchException(String.format(Locale.ROOT, "%s printed no JSON: %s", script, line));
    }
    throw new BenchException(
        String.format(Locale.ROOT, "%s printed no seconds_per_trial_step: %s", script, line));
  }

  private static String output(List<String> command) throws BenchException {
    try {
      Path errors = Files.createTempFile("trebuchet-bench", ".log");
      try {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        unlimit(builder.environment());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
          throw new BenchException(
              String.format(
                  Locale.ROOT,
                  "%s ended with %d: %s",
                  String.join(" ", command),
                  code,
                  lastLine(Files.readString(errors))));
        }
        return said;
      } finally {
        Files.deleteIfExists(errors);
      }
    } catch (IOException e) {
      throw new BenchException(
          String.format(Locale.ROOT, "%s cannot be run: %s", command.getFirst(), e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted while " + command.getFirst() + " ran");
    }
  }

  /** The launcher allows the engine's trials one BLAS thread each; NumPy shall have all. */
  static void unlimit(Map<String, String> environment) {
    environment.keySet().removeAll(List.of("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"));
  }

  private static String lastLine(String text) {
    return text.lines().reduce("", (before, line) -> line.isBlank() ? before : line);
  }
}
