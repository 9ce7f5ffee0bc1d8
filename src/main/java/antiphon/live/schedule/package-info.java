/** What is sent when: the deadline heap, and the ledger through which every note goes. */
package antiphon.live.schedule;
