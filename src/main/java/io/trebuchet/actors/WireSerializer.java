package io.trebuchet.actors;

import io.trebuchet.durable.WireFormat;
import java.io.NotSerializableException;
import java.util.Locale;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Pekko's way to {@link WireFormat}, named in {@code pekko-settings.conf}. */
public final class WireSerializer extends SerializerWithStringManifest {
  /** For ever: it goes with each message. */
  private static final int IDENTIFIER = 731_001;

  private final WireFormat format;

  /** Called by Pekko. */
  public WireSerializer(ExtendedActorSystem system) {
    format = MessageTable.format(ActorRefResolver.get(Adapter.toTyped(system)));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  /** The version of the format; the bytes themselves say which class they are of. */
  @Override
  public String manifest(Object value) {
    return Integer.toString(WireFormat.VERSION);
  }

  @Override
  public byte[] toBinary(Object value) {
    return format.write(value);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (!manifest.equals(manifest(bytes))) {
      throw new NotSerializableException(
          String.format(
              Locale.ROOT, "format %s, this version reads %d", manifest, WireFormat.VERSION));
    }
    try {
      return format.read(bytes);
    } catch (WireFormat.DamagedException e) {
      NotSerializableException failure = new NotSerializableException(e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }
}
