/**
 * What a state file is and what it says, for people: the type of any file of LLNL's SCR 3.1 and its
 * parts is found from its contents, with its name as a hint.
 */
package org.scr4j.dataset.describe;
