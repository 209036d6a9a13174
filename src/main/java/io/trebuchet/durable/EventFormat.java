package io.trebuchet.durable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as a line of JSON in ASCII: {@code {"time":…,"event":…,"version":…,"fields":{…}}}. What
 * is no finite number is a text, as JSON has none.
 */
final class EventFormat {
  private static final int DEEPEST = 16;
  private static final int LONGEST_REASON = 300;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Names come from whoever wrote the file; none is worth keeping.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private EventFormat() {}

  /** A line holds no event that this version knows; the message says why. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Shortened and without what a terminal would obey: it may quote the line. */
    RefusedException(String message, Throwable cause) {
      super(
          message
              .substring(0, Math.min(message.length(), LONGEST_REASON))
              .replaceAll("[^ -~]", "?"),
          cause);
    }
  }

  static String write(SweepJournal.Entry entry) {
    EventFields fields = EventFields.of(entry.event());
    return write(entry.time(), fields.kind().version(), fields);
  }

  static String write(Instant time, int version, EventFields fields) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", time.toString());
      json.writeStringField("event", fields.word());
      json.writeNumberField("version", version);
      json.writeObjectFieldStart("fields");
      for (Map.Entry<String, Object> field : fields.values().entrySet()) {
        json.writeObjectField(field.getKey(), field.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString();
  }

  static SweepJournal.Entry read(String line) throws RefusedException {
    try (JsonParser json = JSON.createParser(line)) {
      expect(json, JsonToken.START_OBJECT, "{");
      Instant time = Instant.parse(text(json, "time"));
      EventKind kind = kind(text(json, "event"));
      name(json, "version");
      expect(json, JsonToken.VALUE_NUMBER_INT, "an integer");
      checkVersion(kind, json.getIntValue());
      name(json, "fields");
      expect(json, JsonToken.START_OBJECT, "{");
      EventFields fields = EventFields.none(kind);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        fields.put(name, value(json, json.nextToken()));
      }
      expect(json, JsonToken.END_OBJECT, "}");
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("it goes on after its end");
      }
      return new SweepJournal.Entry(time, event(fields));
    } catch (JsonProcessingException e) {
      throw new RefusedException("is no event: " + e.getOriginalMessage(), e);
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new RefusedException("is no event that can be read: " + e.getMessage(), e);
    }
  }

  private static SweepJournal.Event event(EventFields fields) {
    try {
      return fields.event();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(fields.word() + ": " + e.getMessage(), e);
    }
  }

  private static EventKind kind(String word) {
    return EventKind.ofWord(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(Locale.ROOT, "'%s' is of a later version of Trebuchet", word)));
  }

  private static void checkVersion(EventKind kind, int version) {
    if (version < 1 || version > kind.version()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s of version %d, this Trebuchet knows %d",
              kind.word(),
              version,
              kind.version()));
    }
  }

  /** What is no text and no number can only stand in an optional field that is not known. */
  private static Object value(JsonParser json, @Nullable JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      return json.getText();
    } else if (token == JsonToken.VALUE_NUMBER_INT) {
      return json.getLongValue();
    } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      return json.getDoubleValue();
    }
    json.skipChildren();
    return token == null ? JsonToken.NOT_AVAILABLE : token;
  }

  private static String text(JsonParser json, String name) throws IOException {
    name(json, name);
    expect(json, JsonToken.VALUE_STRING, "a text");
    return json.getText();
  }

  private static void name(JsonParser json, String name) throws IOException {
    expect(json, JsonToken.FIELD_NAME, "'" + name + "'");
    if (!name.equals(json.currentName())) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is missing", name));
    }
  }

  private static void expect(JsonParser json, JsonToken token, String what) throws IOException {
    if (json.nextToken() != token) {
      throw new IllegalArgumentException(what + " is missing");
    }
  }
}
