package io.trebuchet.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.storage.StopsFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/** The API's answers, written as they go: tables are columns of equal length. */
final class ApiJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private ApiJson() {}

  /** Writes one value. */
  interface Body {
    void write(JsonGenerator out) throws IOException;
  }

  static JsonGenerator generator(ByteArrayOutputStream bytes) {
    try {
      return FACTORY.createGenerator(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator out = generator(bytes)) {
      body.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** An object with the single entry {@code error}. */
  static byte[] error(String message) {
    return bytes(
        out -> {
          out.writeStartObject();
          out.writeStringField("error", message);
          out.writeEndObject();
        });
  }

  /** An object with a single array of texts; nothing at all if there are none. */
  static byte[] textsObject(String name, List<String> texts) {
    if (texts.isEmpty()) {
      return new byte[0];
    }
    return bytes(
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart(name);
          for (String text : texts) {
            out.writeString(text);
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  /** What {@link #error} wrote; the text itself if it is something else. */
  static String errorOf(String text) {
    try (JsonParser in = FACTORY.createParser(text)) {
      if (in.nextToken() == JsonToken.START_OBJECT
          && "error".equals(in.nextFieldName())
          && in.nextToken() == JsonToken.VALUE_STRING) {
        return in.getText();
      }
    } catch (IOException e) {
      // Then it is none of ours.
    }
    return text.strip();
  }

  /**
   * The distinct texts of the only field of an object.
   *
   * @throws BadRequest if it is anything else
   */
  static List<String> texts(byte[] object, String name) {
    Set<String> texts = new LinkedHashSet<>();
    try (JsonParser in = FACTORY.createParser(object)) {
      boolean good =
          in.nextToken() == JsonToken.START_OBJECT
              && name.equals(in.nextFieldName())
              && in.nextToken() == JsonToken.START_ARRAY;
      while (good && in.nextToken() == JsonToken.VALUE_STRING) {
        good = texts.add(in.getText());
      }
      if (good
          && in.currentToken() == JsonToken.END_ARRAY
          && in.nextToken() == JsonToken.END_OBJECT
          && in.nextToken() == null) {
        return List.copyOf(texts);
      }
    } catch (IOException e) {
      // The message below says what is expected.
    }
    throw BadRequest.parameter("the body must be {\"" + name + "\": [\"…\", …]}, each text once");
  }

  static void trials(JsonGenerator out, List<TrialField> fields, List<TrialState> rows)
      throws IOException {
    out.writeStartObject();
    for (TrialField field : fields) {
      column(out, field, rows);
    }
    out.writeEndObject();
  }

  /** One column of a table of trials. */
  static void column(JsonGenerator out, TrialField field, List<TrialState> rows)
      throws IOException {
    out.writeArrayFieldStart(field.name());
    for (TrialState row : rows) {
      String text = field.text().apply(row);
      if (field.kind() == TrialColumn.Kind.TEXT) {
        out.writeString(text);
      } else if (text.isEmpty()) {
        out.writeNull();
      } else {
        out.writeNumber(text);
      }
    }
    out.writeEndArray();
  }

  /**
   * Fields of a series: where its buckets lie, which hold a non-finite step, and the values of each
   * metric, {@code value} alone if every bucket is one step. Each part is one array at most.
   *
   * @param start the first bucket
   */
  static List<Body> series(ReducedSteps steps, List<Metric> metrics, int digits, int start) {
    List<Body> parts = new ArrayList<>();
    parts.add(
        out -> {
          out.writeNumberField("rows", steps.rows());
          out.writeNumberField("shown", steps.size());
          out.writeNumberField("width", steps.width());
          out.writeBooleanField("exact", steps.exact());
          longs(out, "from", start, steps.size(), steps::from);
          if (!steps.exact()) {
            longs(out, "to", start, steps.size(), steps::to);
          }
          out.writeArrayFieldStart("non_finite");
          for (int bucket = start; bucket < steps.size(); bucket++) {
            if (!steps.finite(bucket)) {
              out.writeNumber(bucket - start);
            }
          }
          out.writeEndArray();
          out.writeObjectFieldStart("metrics");
        });
    List<Metric> recorded = steps.metrics();
    for (Metric metric : metrics) {
      if (!recorded.contains(metric)) {
        continue;
      }
      parts.add(out -> out.writeObjectFieldStart(metric.column()));
      if (steps.exact()) {
        parts.add(values("value", steps, metric, ReducedSteps.Part.LAST, digits, start));
      } else {
        for (ReducedSteps.Part part : ReducedSteps.Part.values()) {
          String name = part.name().toLowerCase(Locale.ROOT);
          parts.add(values(name, steps, metric, part, digits, start));
        }
      }
      parts.add(JsonGenerator::writeEndObject);
    }
    parts.add(JsonGenerator::writeEndObject);
    return parts;
  }

  private static Body values(
      String name,
      ReducedSteps steps,
      Metric metric,
      ReducedSteps.Part part,
      int digits,
      int start) {
    return out ->
        doubles(out, name, start, steps.size(), digits, i -> steps.value(metric, part, i));
  }

  private static void longs(
      JsonGenerator out, String name, int start, int size, IntToLongFunction values)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (int i = start; i < size; i++) {
      out.writeNumber(values.applyAsLong(i));
    }
    out.writeEndArray();
  }

  private static void doubles(
      JsonGenerator out, String name, int start, int size, int digits, IntToDoubleFunction values)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (int i = start; i < size; i++) {
      out.writeRawValue(Digits.json(values.applyAsDouble(i), digits));
    }
    out.writeEndArray();
  }

  static void engine(JsonGenerator out, ServedSweep.Engine engine) throws IOException {
    out.writeStartObject();
    out.writeNumberField("active", engine.active());
    out.writeFieldName("points_per_second");
    out.writeRawValue(Digits.json(engine.pointsPerSecond(), 4));
    out.writeNumberField("queued_rows", engine.queuedRows());
    optional(out, "credits", engine.credits());
    optional(out, "spool_bytes", engine.spoolBytes());
    Ledger.Balance ledger = engine.ledger();
    if (ledger == null) {
      out.writeNullField("ledger");
    } else {
      out.writeObjectFieldStart("ledger");
      out.writeStringField("sink", ledger.sink());
      out.writeBooleanField("balances", ledger.balances());
      count(out, "step", ledger.step());
      count(out, "trial", ledger.trial());
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  /** The array {@code stops}. */
  static void stops(JsonGenerator out, List<StopsFile.Stop> stops) throws IOException {
    out.writeArrayFieldStart("stops");
    for (StopsFile.Stop stop : stops) {
      stop(out, stop);
    }
    out.writeEndArray();
  }

  /** One stop. */
  static void stop(JsonGenerator out, StopsFile.Stop stop) throws IOException {
    out.writeStartObject();
    out.writeStringField("trial", stop.trial());
    out.writeStringField("time", stop.time().toString());
    out.writeStringField("state", stop.state());
    out.writeStringField("outcome", stop.outcome());
    out.writeStringField("reason", stop.reason());
    out.writeNumberField("step", stop.step());
    out.writeStringField("rule", stop.rule());
    out.writeStringField("settings", stop.settings());
    out.writeStringField("evidence", stop.evidence());
    out.writeStringField("certificate", stop.certificate());
    out.writeBooleanField("censored", stop.censored());
    out.writeObjectFieldStart("inputs");
    for (Map.Entry<String, Double> input : stop.inputs().entrySet()) {
      out.writeFieldName(input.getKey());
      out.writeRawValue(Digits.json(input.getValue(), Digits.FULL));
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void optional(
      JsonGenerator out, String name, @org.jspecify.annotations.Nullable Long value)
      throws IOException {
    if (value == null) {
      out.writeNullField(name);
    } else {
      out.writeNumberField(name, value);
    }
  }

  private static void count(JsonGenerator out, String name, Ledger.Count count) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeNumberField("produced", count.produced());
    out.writeNumberField("stored", count.stored());
    out.writeNumberField("spooled", count.spooled());
    out.writeNumberField("quarantined", count.quarantined());
    out.writeNumberField("dropped", count.dropped());
    out.writeEndObject();
  }
}
