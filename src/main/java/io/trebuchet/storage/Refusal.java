package io.trebuchet.storage;

import io.trebuchet.storage.StoreException.Fault;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns a server's answer to a batch into a fault and a message that says what to do. */
final class Refusal {
  private static final Pattern LINE = Pattern.compile("\\bline (\\d+)");

  /** InfluxDB 1 quotes the line instead of counting: {@code unable to parse '…': reason}. */
  private static final Pattern QUOTED = Pattern.compile("unable to parse '(.*?)': ");

  private static final int SHOWN = 200;

  /** The one status that says that rows are stored, of InfluxDB and of QuestDB. */
  static final int STORED = 204;

  private Refusal() {}

  /**
   * The fault that an answer means.
   *
   * @param status of the answer; 0 if there was none
   * @param said what the server, or the network, said
   */
  static StoreException of(
      URI url, int status, @Nullable String said, Batch batch, @Nullable Throwable cause) {
    String words = String.valueOf(said).strip().replaceAll("\\s+", " ");
    if (StoreException.saysDiskFull(said)) {
      return new StoreException(
          Fault.DISK_FULL,
          String.format(Locale.ROOT, "the disk of %s is full: make room (%s)", url, words),
          cause);
    }
    if (status == 0) {
      return new StoreException(
          Fault.UNREACHABLE,
          String.format(Locale.ROOT, "%s does not answer (%s)", url, words),
          cause);
    }
    if (status < 400) {
      // A login page, say, or whatever has the server's place: nothing of it says "stored".
      return new StoreException(
          Fault.UNREACHABLE,
          String.format(
              Locale.ROOT,
              "%s answers a write with status %d, as no InfluxDB and no QuestDB does (%s)",
              url,
              status,
              shortened(words)),
          cause);
    }
    if (status == 429 || status >= 500) {
      return new StoreException(
          Fault.UNREACHABLE,
          String.format(Locale.ROOT, "%s answers with status %d (%s)", url, status, words),
          cause);
    }
    String advice =
        switch (status) {
          case 401, 403 -> ": " + ServerAddress.advice(url);
          case 404 -> ": check --influx-bucket and --influx-org";
          case 413 -> ": the batch is too large for it";
          default -> offendingLine(batch.text(), words);
        };
    return new StoreException(
        fault(status),
        String.format(
            Locale.ROOT, "%s refused a batch with status %d%s (%s)", url, status, advice, words),
        cause);
  }

  private static Fault fault(int status) {
    return switch (status) {
      case 413 -> Fault.TOO_LARGE;
      case 400, 422 -> Fault.ROWS_REFUSED;
      default -> Fault.REFUSED;
    };
  }

  private static String offendingLine(String text, String words) {
    Matcher counted = LINE.matcher(words);
    if (counted.find()) {
      int number = Integer.parseInt(counted.group(1));
      return text.lines()
          .skip(Math.max(0, number - 1))
          .findFirst()
          .map(line -> String.format(Locale.ROOT, ": line %d, %s", number, shortened(line)))
          .orElse("");
    }
    Matcher quoted = QUOTED.matcher(words);
    if (quoted.find()) {
      int number = text.lines().toList().indexOf(quoted.group(1)) + 1;
      return number == 0
          ? ": " + shortened(quoted.group(1))
          : String.format(Locale.ROOT, ": line %d, %s", number, shortened(quoted.group(1)));
    }
    return "";
  }

  private static String shortened(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
