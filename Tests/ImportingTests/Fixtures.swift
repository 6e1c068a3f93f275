import Foundation

/// Exports of other programs, written by the descriptions of their formats.
enum Fixtures {
    /// ChatGPT: a system message that is hidden, a question that was asked in other words, a call of the interpreter with what it
    /// printed, thoughts, a picture that was sent and one that was made, and marks of citations.
    static let chatGPT = """
        [{"title":"Trip to Õsaka","create_time":1700000000.5,"update_time":1700000900.25,"conversation_id":"6551a0b2-1111",
        "id":"6551a0b2-1111","current_node":"a2","default_model_slug":"gpt-4o","is_archived":true,"is_starred":true,"mapping":{
        "root":{"id":"root","message":null,"parent":null,"children":["sys"]},
        "sys":{"id":"sys","parent":"root","children":["q1","q1b"],"message":{"id":"sys","author":{"role":"system"},
          "content":{"content_type":"text","parts":["You are helpful."]},"metadata":{"is_visually_hidden_from_conversation":true}}},
        "q1":{"id":"q1","parent":"sys","children":["a1"],"message":{"id":"q1","author":{"role":"user"},"create_time":1700000001,
          "content":{"content_type":"text","parts":["Where to go?"]},"weight":1.0}},
        "a1":{"id":"a1","parent":"q1","children":[],"message":{"id":"a1","author":{"role":"assistant"},"create_time":1700000002,
          "content":{"content_type":"text","parts":["To the castle\\ue200cite\\ue202turn0search0\\ue201."]},
          "metadata":{"model_slug":"gpt-4o","content_references":[{"type":"webpage","title":"Castle","url":"https://example.org/c"},
          {"type":"webpage","url":"javascript:alert(1)"}]},"status":"finished_successfully","recipient":"all"}},
        "q1b":{"id":"q1b","parent":"sys","children":["think"],"message":{"id":"q1b","author":{"role":"user"},
          "create_time":1700000100,"content":{"content_type":"multimodal_text","parts":[{"content_type":"image_asset_pointer",
          "asset_pointer":"file-service://file-AbC123","size_bytes":10},"What is this, and 6*7?"]},
          "metadata":{"attachments":[{"id":"file-AbC123","name":"castle.png","mime_type":"image/png"}]}}},
        "think":{"id":"think","parent":"q1b","children":["call"],"message":{"author":{"role":"assistant"},
          "content":{"content_type":"thoughts","thoughts":[{"summary":"Counting","content":"Six sevens."}]},"recipient":"all"}},
        "call":{"id":"call","parent":"think","children":["out"],"message":{"author":{"role":"assistant"},"recipient":"python",
          "content":{"content_type":"code","language":"unknown","text":"print(6*7)"},"metadata":{"model_slug":"o3"}}},
        "out":{"id":"out","parent":"call","children":["dalle"],"message":{"author":{"role":"tool","name":"python"},
          "content":{"content_type":"execution_output","text":"42"}}},
        "dalle":{"id":"dalle","parent":"out","children":["a2"],"message":{"author":{"role":"tool","name":"dalle.text2im"},
          "content":{"content_type":"multimodal_text","parts":[{"content_type":"image_asset_pointer",
          "asset_pointer":"sediment://file_00aa11"},"a prompt that nobody said"]}}},
        "a2":{"id":"a2","parent":"dalle","children":[],"message":{"author":{"role":"assistant"},"create_time":1700000200,
          "content":{"content_type":"text","parts":["It is 42."]},"metadata":{"model_slug":"o3"},"recipient":"all"}}
        }},
        {"title":"Circles","create_time":1700001000,"update_time":null,"id":"circles","current_node":"nowhere","mapping":{
        "x":{"id":"x","parent":"y","children":["y"],"message":{"author":{"role":"user"},"content":{"content_type":"text","parts":["A?"]}}},
        "y":{"id":"y","parent":"x","children":["x"],"message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["B."]}}},
        "z":{"id":"z","parent":"gone","children":[],"message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["Hello!"]}}},
        "self":{"id":"self","parent":"self","children":["self"],"message":{"author":{"role":"user"},"content":{"content_type":"text","parts":["Me?"]}}}
        }}]
        """

    /// Open WebUI: a tree with two answers of two models, a picture in the text, thoughts as HTML; and an old list.
    static let openWebUI = """
        [{"id":"0b1c","user_id":"u","title":"Two models","created_at":1710000000,"updated_at":1710000500,"archived":false,
        "pinned":true,"meta":{},"chat":{"id":"","title":"Two models","models":["llama3","qwen"],"params":{"system":"Be brief."},
        "timestamp":1710000000123,"history":{"currentId":"m3","messages":{
        "m1":{"id":"m1","parentId":null,"childrenIds":["m2","m3"],"role":"user","content":"Look","timestamp":1710000001,
          "files":[{"type":"image","url":"data:image/png;base64,\(png)"}]},
        "m2":{"id":"m2","parentId":"m1","childrenIds":[],"role":"assistant","content":"Llama says.","model":"llama3",
          "timestamp":1710000002,"done":true},
        "m3":{"id":"m3","parentId":"m1","childrenIds":["m4"],"role":"assistant","model":"qwen","timestamp":1710000003,"done":true,
          "content":"<details type=\\"reasoning\\" done=\\"true\\" duration=\\"2\\">\\n<summary>Thought</summary>\\n&gt; no\\n> Is 1 &lt; 2?\\n</details>\\nQwen says.",
          "sources":[{"source":{"name":"https://example.org/"}}]},
        "m4":{"id":"m4","parentId":"m3","childrenIds":["m5"],"role":"user","content":"And?","timestamp":1710000004},
        "m5":{"id":"m5","parentId":"m4","childrenIds":[],"role":"assistant","content":"","model":"qwen","error":{"content":"out of memory"}}
        }},"messages":[]}},
        {"title":"Old","timestamp":1690000000000,"messages":[{"role":"system","content":"x"},{"role":"user","content":"Hi"},
        {"role":"assistant","content":"Ho","model":"llama2"}]}]
        """

    /// The smallest PNG, in base64.
    static let png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    static var pngBytes: Data { Data(base64Encoded: png) ?? Data() }
}
