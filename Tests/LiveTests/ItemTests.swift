import ChatDomain
import Foundation
import NIOCore
import Testing

@testable import Live

/// The shapes of `docs/protocol.md`, member by member.
struct ItemTests {
    private let id = "0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4f5"
    private let other = "0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4f6"

    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(buffer: writer.buffer)
    }

    @Test func aUser() throws {
        let user = User(
            id: UserID(rawValue: 77),
            publicID: try #require(UUID(uuidString: id)),
            name: "Ada",
            role: .user,
            isGuest: true,
            isBlocked: false,
            limits: UsageLimits(),
            createdAt: noon,
            revision: 3
        )
        #expect(
            text(user.write)
                == #"{"id":"\#(id)","name":"Ada","role":"user","guest":true,"settings":{},"#
                + #""createdAt":"2026-09-21T14:13:20.000Z","revision":3}"#
        )
    }

    @Test func aNewConversation() throws {
        let conversation = Conversation(id: try #require(ConversationID(id)), title: nil, createdAt: noon)
        #expect(
            text(conversation.write)
                == #"{"id":"\#(id)","title":"New chat","contextExchanges":3,"settings":{"googleSearch":false,"#
                + #""urlContext":false,"codeExecution":false},"pinned":false,"archived":false,"#
                + #""createdAt":"2026-09-21T14:13:20.000Z","lastActivityAt":"2026-09-21T14:13:20.000Z","#
                + #""preview":"","unread":0,"readSeq":0,"revision":0}"#
        )
    }

    @Test func aConversationWithEverything() throws {
        var conversation = Conversation(
            id: try #require(ConversationID(id)),
            title: "Title",
            model: "m",
            instructions: "i",
            contextExchanges: nil,
            createdAt: noon
        )
        conversation.settings.thinkingLevel = "low"
        conversation.settings.temperature = 0.5
        conversation.settings.googleSearch = true
        conversation.leafID = MessageID(other)
        conversation.isPinned = true
        conversation.isArchived = true
        conversation.preview = "pre"
        conversation.unread = 1
        conversation.readSeq = 2
        conversation.draft = Conversation.Draft(id: try #require(MessageID(other)), text: "dra")
        conversation.revision = 9
        #expect(
            text(conversation.write)
                == #"{"id":"\#(id)","title":"Title","model":"m","instructions":"i","contextExchanges":null,"#
                + #""settings":{"thinkingLevel":"low","temperature":0.5,"googleSearch":true,"urlContext":false,"#
                + #""codeExecution":false},"leafID":"\#(other)","pinned":true,"archived":true,"#
                + #""createdAt":"2026-09-21T14:13:20.000Z","lastActivityAt":"2026-09-21T14:13:20.000Z","#
                + #""preview":"pre","unread":1,"readSeq":2,"draft":{"id":"\#(other)","text":"dra"},"revision":9}"#
        )
    }

    @Test func aQuestion() throws {
        var message = Message.sample(try #require(MessageID(id)), .stored, text: "Why?")
        message.conversationID = try #require(ConversationID(other))
        #expect(
            text(message.write)
                == #"{"id":"\#(id)","conversationID":"\#(other)","seq":1,"siblingIDs":["\#(id)"],"role":"user","#
                + #""text":"Why?","status":"stored","starred":false,"createdAt":"2026-09-21T14:13:20.000Z","#
                + #""attachments":[],"revision":1}"#
        )
    }

    @Test func anAnswerWithEverything() throws {
        var message = Message.sample(try #require(MessageID(id)), .failed, text: "Because")
        message.conversationID = try #require(ConversationID(other))
        message.parentID = MessageID(other)
        message.siblingIDs = [try #require(MessageID(other)), message.id]
        message.thoughts = "hm"
        message.isStarred = true
        message.quoteID = MessageID(other)
        message.finishedAt = Timestamp(milliseconds: noon.milliseconds + 1)
        message.model = "m"
        message.report.modelVersion = "v"
        message.report.responseId = "r"
        message.report.finishReason = "SAFETY"
        message.report.usage = AnswerReport.Usage(
            promptTokenCount: 1,
            candidatesTokenCount: nil,
            thoughtsTokenCount: 2,
            totalTokenCount: 3
        )
        message.failure = .stoppedByGemini(reason: "SAFETY")
        message.contextFromSeq = 5
        #expect(
            text(message.write)
                == #"{"id":"\#(id)","conversationID":"\#(other)","seq":1,"parentID":"\#(other)","#
                + #""siblingIDs":["\#(other)","\#(id)"],"role":"model","text":"Because","status":"failed","#
                + #""starred":true,"quoteID":"\#(other)","createdAt":"2026-09-21T14:13:20.000Z","#
                + #""finishedAt":"2026-09-21T14:13:20.001Z","model":"m","modelVersion":"v","responseId":"r","#
                + #""finishReason":"SAFETY","usage":{"promptTokenCount":1,"thoughtsTokenCount":2,"totalTokenCount":3},"#
                + #""failure":{"code":"safety","message":"Gemini's safety filter stopped the answer.","#
                + #""retryable":false},"thoughts":"hm","contextFromSeq":5,"attachments":[],"revision":1}"#
        )
    }
}

/// One compact JSON object each, `type` first.
struct FrameTests {
    private let id = "0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4f5"

    @Test func positionsAndHeartbeats() throws {
        let epoch = try #require(UUID(uuidString: id))
        #expect(
            String(buffer: Frame.hello(epoch: epoch, revision: 7))
                == #"{"type":"hello","epoch":"\#(id)","revision":7,"heartbeatSeconds":20}"#
        )
        #expect(
            String(buffer: Frame.reset(epoch: epoch, revision: 7))
                == #"{"type":"reset","epoch":"\#(id)","revision":7,"heartbeatSeconds":20}"#
        )
        #expect(String(buffer: Frame.heartbeat(revision: 7)) == #"{"type":"heartbeat","revision":7}"#)
    }

    @Test func deltas() throws {
        let message = try #require(MessageID(id))
        for (isThought, end) in [(false, "}"), (true, #","thought":true}"#)] {
            let delta = Delta(messageID: message, messageName: id, offset: 3, text: "a\n\"", isThought: isThought)
            #expect(
                String(buffer: Frame.delta(delta))
                    == #"{"type":"delta","messageID":"\#(id)","offset":3,"text":"a\n\""\#(end)"#
            )
        }
    }

    @Test func changes() throws {
        let uuid = try #require(UUID(uuidString: id))
        for (subject, kind) in [
            (Change.Subject.user(uuid), "user"), (.conversation(ConversationID(uuid: uuid)), "conversation"),
            (.message(MessageID(uuid: uuid)), "message"),
        ] {
            #expect(
                String(buffer: Frame.change(Change(revision: 4, subject: subject, item: nil)))
                    == #"{"type":"change","revision":4,"kind":"\#(kind)","op":"delete","id":"\#(id)"}"#
            )
        }
        let put = String(buffer: Frame.change(.put(4, MessageID(uuid: uuid))))
        #expect(
            put.hasPrefix(#"{"type":"change","revision":4,"kind":"message","op":"put","id":"\#(id)","item":{"id":"#)
        )
    }
}
