/** What outlives a process: checkpoints, the journal, and the formats that both are written in. */
@NullMarked
package io.trebuchet.durable;

import org.jspecify.annotations.NullMarked;
