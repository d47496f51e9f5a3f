"""The arguments of every command; ``docs/guide/command-line.md`` is held against this in a test."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NoReturn

from videoreflect.cli.code_arguments import codes_arguments
from videoreflect.cli.copy_arguments import add_export, add_note, add_notes
from videoreflect.cli.transcript_arguments import CONTENT, speakers, transcripts, writing
from videoreflect.domain.consent import Basis, Expression, GivenBy, Purpose, Remedy
from videoreflect.errors import InvalidInput
from videoreflect.formats.notice import NoticeKind


class _Parser(argparse.ArgumentParser):
    """Tells a mistake like any other error, so that --json gives a document for it too."""

    def error(self, message: str) -> NoReturn:
        """Raise InvalidInput with what is wrong and where help is."""
        raise InvalidInput(f"{message[:1].upper()}{message[1:]}. “{self.prog} --help” shows what there is.")


def parser() -> argparse.ArgumentParser:
    """The whole command line; global options are accepted before and after the command."""
    top: argparse.ArgumentParser = _Parser(
        prog="videoreflect",
        allow_abbrev=False,
        description="Look back at a recorded lesson. Everything stays encrypted on this device.",
        epilog="Names and texts given as they are stay in your shell’s history; - and @FILE do not.",
    )
    _global_options(top, default=None)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _people(commands)
    _lesson(commands)
    _program(commands)
    return top


def _global_options(parser: argparse.ArgumentParser, default: object) -> None:
    parser.add_argument("--vault", metavar="DIR", default=default, help="the vault’s folder")
    parser.add_argument("--as", dest="name", metavar="NAME", default=default, help=f"who you are ({CONTENT})")
    parser.add_argument("--passphrase-file", metavar="FILE", default=default, help="file with your passphrase, or -")
    parser.add_argument(
        "--json", action="store_true", default=default or argparse.SUPPRESS, help="print one JSON document"
    )


class _Commands:
    """Adds commands that all take the global options too."""

    def __init__(self, commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        self._commands = commands

    def add(self, name: str, help_: str) -> argparse.ArgumentParser:
        command = self._commands.add_parser(name, help=help_, description=help_, allow_abbrev=False)
        _global_options(command, default=argparse.SUPPRESS)
        return command


def _people(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = _Commands(commands).add
    add("init", "make a new vault with NAME (--as) as its first person; prints the recovery code")
    people = add("person", "people of this vault").add_subparsers(
        dest="person_command", metavar="ACTION", required=True
    )
    new = _Commands(people).add("add", "add a person; the passphrase is theirs to type")
    new.add_argument("new_name", metavar="NAME", nargs="?", help=CONTENT)
    new.add_argument("--new-passphrase-file", metavar="FILE", help="file with the new person’s passphrase, or -")
    _Commands(people).add("list", "who is in this vault, and how far each has come")
    _people_who_come_and_go(_Commands(people))
    _own_sign_in(_Commands(people))
    recovery = add("recover", "sign in with the recovery code: sets a new passphrase, prints a new code")
    recovery.add_argument("--code", metavar="CODE", help=f"the recovery code ({CONTENT})")
    _new_passphrase(recovery)


def _people_who_come_and_go(people: _Commands) -> None:
    inviting = people.add("invite", "invite somebody; prints a code that they use once, to choose their own passphrase")
    inviting.add_argument("new_name", metavar="NAME", nargs="?", help=CONTENT)
    joining = people.add("join", "take up an invitation; prints your recovery code")
    joining.add_argument("new_name", metavar="NAME", nargs="?", help="your name, unless the invitation has it right")
    joining.add_argument("--code", metavar="CODE", help=f"the code you were given ({CONTENT})")
    _new_passphrase(joining)
    words = people.add("words", "eight words that stand for a person’s keys, to be compared in person")
    words.add_argument("about", metavar="NAME", nargs="?", help="whose; left out, yours")
    confirming = people.add("confirm", "say that you compared the words with a newcomer, and they are the same")
    confirming.add_argument("about", metavar="NAME", nargs="?", help=CONTENT)
    confirming.add_argument("--yes", action="store_true", help="they were compared; do not ask")
    removing = people.add("remove", "remove a person, or take an invitation back; lists what they could open")
    removing.add_argument("about", metavar="NAME", nargs="?", help=CONTENT)
    removing.add_argument("--cannot-come", action="store_true", help="although they own lessons, which stay sealed")


def _own_sign_in(people: _Commands) -> None:
    people.add("rename", "change your name").add_argument("new_name", metavar="NEW", nargs="?", help=CONTENT)
    _new_passphrase(people.add("passphrase", "change your passphrase; the recovery code stays"))
    _new_passphrase(people.add("new-keys", "your passphrase was seen: new keys, passphrase and recovery code"))


def _new_passphrase(command: argparse.ArgumentParser) -> None:
    command.add_argument("--new-passphrase-file", metavar="FILE", help="file with the new passphrase, or -")


def _lesson(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = _Commands(commands).add
    adding = add("add", "add a lesson; several files are one lesson, in order; prints its id on the last line")
    adding.add_argument("files", metavar="FILE", nargs="+")
    for option, what in (("--title", "title"), ("--class", "class"), ("--subject", "subject"), ("--focus", "focus")):
        adding.add_argument(option, dest=what.replace("class", "class_name"), metavar=option[2].upper(), help=CONTENT)
    adding.add_argument("--date", metavar="D", default="", help="YYYY-MM-DD")
    adding.add_argument("--keep-until", metavar="DATE", help="YYYY-MM-DD, that day included, or undecided")

    consent = add("consent", "record what was agreed about the people in the picture")
    consent.add_argument("lesson", metavar="LESSON")
    consent.add_argument("--basis", choices=[str(basis) for basis in Basis], required=True)
    consent.add_argument("--purpose", choices=[str(p) for p in Purpose], action="append", required=True)
    consent.add_argument(
        "--allow",
        metavar="USE",
        action="append",
        default=[],
        help="transcribe, analyse (who speaks), export, export:KIND (notes, transcript, talk, clip) or share:NAME; "
        "repeat it for more",
    )
    consent.add_argument("--until", metavar="DATE", required=True, help="YYYY-MM-DD, that day included")

    _register(add)

    writing(add)
    speakers(_group(commands, "voices", "who speaks in a lesson: the teacher or pupils"))
    codes_arguments(_group(commands, "codes", "codebooks: sets of labels to put on notes"))
    transcripts(_group(commands, "transcript", "take a transcript in, put it right, hide a name in a lesson"))

    add_note(add, CONTENT)
    add_notes(_group(commands, "notes", "take notes in from a file, and write them to one"), CONTENT)

    share = add("share", "share a lesson with a person of this vault")
    share.add_argument("lesson", metavar="LESSON")
    share.add_argument("recipient", metavar="NAME", nargs="?", help=CONTENT)
    share.add_argument("--until", metavar="DATE", help="YYYY-MM-DD; never beyond the date of the consent")

    _ending(add)
    _rules(commands)

    ready = add("ready", "open your notes to the other, as soon as both are ready; cannot be taken back")
    ready.add_argument("lesson", metavar="LESSON")
    add("lessons", "the lessons that you may open")
    search = add("search", "find words in notes, transcripts, titles and focus of all lessons that you may open")
    search.add_argument("words", metavar="WORDS", nargs="*", help=CONTENT)
    search.add_argument("--limit", type=int, metavar="N", default=60, help="show at most so many places (60)")
    show = add("show", "what you may see of a lesson: transcript, notes, consent state")
    show.add_argument("lesson", metavar="LESSON")

    seen = add("seen", "who has opened, played or copied out a lesson")
    seen.add_argument("lesson", metavar="LESSON")

    add_export(add)

    erase = add("erase", "erase a lesson of yours, its recording, or a note of yours, for everybody and for good")
    erase.add_argument("lesson", metavar="LESSON")
    erase.add_argument("--recording", action="store_true", help="the recording only; notes and transcript stay")
    erase.add_argument("--note", metavar="NOTE", help="one note of yours, by its id or the beginning of it")
    erase.add_argument("--yes", action="store_true", help="do not ask")
    keep = add("keep", "say until when a lesson is kept; after that day it is erased")
    keep.add_argument("lesson", metavar="LESSON")
    keep.add_argument("--until", metavar="DATE", required=True, help="YYYY-MM-DD, that day included, or undecided")
    keep.add_argument("--reason", metavar="TEXT", help=f"why it is kept longer ({CONTENT})")
    add("certificates", "what was erased in this vault")
    clock = add("clock", "what to do after the clock of this device was ahead")
    clock.add_argument("--right", action="store_true", help="say that it is right now")
    clock.add_argument("--confirm", metavar="NAME", help=f"confirm it for somebody who asked ({CONTENT})")


def _rules(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What the school says, notices, consent records, and what is held about somebody."""
    school = _group(commands, "school", "what your school says once for all lessons")
    school("show", "what is said, and what is still missing")
    setting = school("set", "say something; who looks after the vault")
    setting.add_argument("field", metavar="FIELD", help="such as controller, authority or keep-days; “show” lists them")
    setting.add_argument("value", metavar="VALUE", nargs="?", help=f"{CONTENT}; “none” for no default day")

    notice = _group(commands, "notice", "what people are told about a recording")
    for name, what in (("draft", "write a notice to a file, filled from lesson and school"), ("save", "keep a notice")):
        one = notice(name, what)
        one.add_argument("lesson", metavar="LESSON")
        one.add_argument("--kind", choices=[str(kind) for kind in NoticeKind], required=True)
        if name == "draft":
            one.add_argument("--out", metavar="FILE", required=True)
        else:
            one.add_argument("--text", metavar="TEXT", help=CONTENT)
            one.add_argument("--language", metavar="TAG", default="en-GB", help="such as en-GB or cy (en-GB)")
    notice("list", "which notices are kept, with their hashes").add_argument("lesson", metavar="LESSON")

    record = _group(commands, "record", "consent records of a lesson (ISO/IEC TS 27560)")
    for name, what in (
        ("export", "write the records to a file, as JSON-LD"),
        ("receipt", "write a receipt for one person in the picture to a file"),
        ("page", "write the register as a page that a parent can read"),
    ):
        one = record(name, what)
        one.add_argument("lesson", metavar="LESSON")
        one.add_argument("--out", metavar="FILE", required=True)
        if name == "receipt":
            one.add_argument("--about", metavar="WHO", required=True, help=f"such as “pupil 7” ({CONTENT})")
    taken = record("import", "take records in from a file; never in place of a newer word")
    taken.add_argument("lesson", metavar="LESSON")
    taken.add_argument("file", metavar="FILE")

    rights = _group(commands, "rights", "what is held about somebody")
    about = rights("answer", "write everything held about somebody to a file, without others")
    about.add_argument("--about", metavar="WHO", help=f"somebody in the picture, such as “pupil 7” ({CONTENT})")
    about.add_argument("--person", metavar="NAME", help=f"somebody of this vault ({CONTENT})")
    about.add_argument("--class", dest="class_name", metavar="CLASS", default="", help="only lessons of that class")
    about.add_argument(
        "--leave-out", metavar="NAME", action="append", default=[], help=f"leave this name out ({CONTENT})"
    )
    about.add_argument("--sealed", action="store_true", help="encrypt the file; its code is shown once")
    about.add_argument("--out", metavar="FILE", required=True)
    opened = rights("open", "open such an encrypted file with its code")
    opened.add_argument("file", metavar="FILE")
    opened.add_argument("--code", metavar="CODE", help=CONTENT)
    opened.add_argument("--out", metavar="FILE", required=True)
    rights("requests", "where you are asked to look through your private notes")
    erased = rights("erase", "erase what one person wrote, wherever you may")
    erased.add_argument("--person", metavar="NAME", help=CONTENT)
    erased.add_argument("--yes", action="store_true", help="do not ask")


def _group(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str
) -> Callable[[str, str], argparse.ArgumentParser]:
    """A command of commands; returns what adds one."""
    made = _Commands(commands).add(name, what)
    return _Commands(made.add_subparsers(dest=f"{name}_command", metavar="ACTION", required=True)).add


def _models(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = _group(commands, "model", "speech models on this device")
    one("list", "which models there are, how large, for which languages, how fast, and which are here")
    get = one("get", "fetch a model, now: the only thing in this program that opens a connection")
    get.add_argument("--to", metavar="FOLDER", help="onto a stick, for a device without a connection")
    bring = one("import", "bring a model from a folder, a stick or an archive; all that lie there if none is named")
    bring.add_argument("source", metavar="FOLDER")
    bring.add_argument("--model", metavar="NAME")
    check = one("verify", "check every file of a model, or of all that are here")
    check.add_argument("model", metavar="NAME", nargs="?")
    measure = one("measure", "how fast a model is on this device; takes some seconds")
    for command in (get, measure):
        command.add_argument("model", metavar="NAME", nargs="?", default="base")
    one("remove", "remove a model from this device").add_argument("model", metavar="NAME")


def _register(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    objecting = add("except", "record that one person in the picture objects, or what is done about it; lists them")
    _somebody_said(objecting)
    objecting.add_argument("--remedy", choices=[str(one) for one in Remedy], help="what is to be done")
    objecting.add_argument("--change", action="store_true", help="of somebody who objects already: places or remedy")
    asking = add("request", "as a member: ask the owner to record what somebody in the picture said")
    _somebody_said(asking)
    answering = add("requests", "what members ask for; accept or decline one")
    answering.add_argument("lesson", metavar="LESSON")
    answering.add_argument("--accept", metavar="ID", help="record it as it was asked")
    answering.add_argument("--decline", metavar="ID", help="do not record it; say why")
    answering.add_argument("--reason", metavar="TEXT", help=CONTENT)
    todo = add("worklist", "what is to be done after a withdrawal or an objection, and what is proved done")
    todo.add_argument("lesson", metavar="LESSON")
    keys = add("key-list", "who is behind which pseudonym; only the lesson’s owner can open it")
    keys.add_argument("lesson", metavar="LESSON")
    keys.add_argument("principal", metavar="PSEUDONYM", nargs="?", help=CONTENT)
    keys.add_argument("--who", metavar="NAME", help=CONTENT)
    keys.add_argument("--remove", action="store_true", help="take this pseudonym off the list")


def _somebody_said(command: argparse.ArgumentParser) -> None:
    command.add_argument("lesson", metavar="LESSON")
    command.add_argument("principal", metavar="WHO", nargs="?", help=f"a pseudonym such as “pupil 7” ({CONTENT})")
    command.add_argument("--kind", choices=["objected", "refused", "withdrawn"], default="objected")
    command.add_argument("--agreed", action="store_true", help="they had objected, and agree after all")
    command.add_argument("--by", choices=[str(one) for one in GivenBy], default="parent", help="who said it")
    command.add_argument("--how", choices=[str(one) for one in Expression], default="spoken", help="how it was said")
    command.add_argument("--said", metavar="DATE", help="YYYY-MM-DD; left out, today")
    command.add_argument(
        "--place", metavar="PLACE", action="append", default=[], help="like “12:40-13:10 back left”; repeat it for more"
    )
    command.add_argument("--note", metavar="TEXT", help=CONTENT)


def _ending(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    for name, what in (
        ("unshare", "end somebody’s access to a lesson, and write its recordings again under new keys"),
        ("hand-over", "hand a lesson over to somebody, who owns it after their next sign-in"),
    ):
        command = add(name, what)
        command.add_argument("lesson", metavar="LESSON")
        command.add_argument("recipient", metavar="NAME", nargs="?", help=CONTENT)
    vault = add("hand-over-vault", "hand the vault over to somebody, who then looks after its people")
    vault.add_argument("recipient", metavar="NAME", nargs="?", help=CONTENT)
    vault.add_argument("--share", action="store_true", help="look after it together")
    owing = add("owed", "what your program still has to do for lessons of yours")
    owing.add_argument("--settle", action="store_true", help="do it now")


def _program(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = _Commands(commands).add
    verify = add("verify", "check the whole vault; with --as also the contents that you can open")
    verify.add_argument("--quick", action="store_true", help="check the ends of recordings instead of every byte")

    backup = add("backup", "copy the vault to a folder on another disk, and check the copy; works while the app runs")
    backup.add_argument("destination", metavar="DEST")
    backup.add_argument("--label", metavar="L", help=f"what you call this stick or disk ({CONTENT})")
    backup.add_argument("--prune", action="store_true", help="only remove from it what was erased from the vault")
    restore = add("restore", "make a vault of a backup, in a new folder")
    restore.add_argument("source", metavar="SRC")
    restore.add_argument("target", metavar="FOLDER")
    restore.add_argument("--generation", type=int, metavar="N", help="an older state that the backup still holds")

    add("accept-older", "go on with an older copy of the vault that was put in place on purpose")

    _models(commands)

    add("doctor", "what is missing or risky on this device, and what to do")
    serve = add("serve", "start the app on this device")
    demo = add("demo", "try it with a fictional lesson in a temporary vault")
    demo.add_argument("--check", action="store_true", help="do everything but start the app, and report")
    for command in (serve, demo):
        command.add_argument("--port", type=int, metavar="N")
        command.add_argument("--no-browser", action="store_true")
