/** The sweep supervisor, its trials and their controller: thin shells around pure objects. */
@NullMarked
package io.trebuchet.actors;

import org.jspecify.annotations.NullMarked;
