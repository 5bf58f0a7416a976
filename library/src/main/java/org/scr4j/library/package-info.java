/** The checkpoint library for JVM programs; {@link org.scr4j.library.Scr} is all that they need. */
package org.scr4j.library;
